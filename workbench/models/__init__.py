"""From the files to a live model: trained as a draft, measured beside the live one, published."""
