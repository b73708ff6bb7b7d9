"""The sentence encoder opens beside everything else, and lets its process end."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from bot.nlu.encoder import RowsOnDisk


def test_rows_on_disk_are_those_of_the_table() -> None:
    table = np.random.default_rng(0).integers(0, 256, size=(50, 16), dtype=np.uint8)
    asked = np.array([0, 49, 7, 7, 23])
    np.testing.assert_array_equal(RowsOnDisk(table)[asked], table[asked])


def test_a_process_that_ends_while_it_is_opened_ends_well() -> None:
    code = "from bot.nlu.encoder import sentence_encoder; sentence_encoder()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
