"""What a browser loads: the widget, the topics without JavaScript, the demonstration."""
