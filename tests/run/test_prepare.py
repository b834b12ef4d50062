"""A snapshot is verified once as long as its files are those that were."""

import os

import pytest

from naerblik.registers import contracts, snapshot
from naerblik.registers.checking import RegisterError
from naerblik.run import prepare
from naerblik.synthetic import generate

REGISTER = next(iter(contracts.load()))


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    return generate.make(2_000, 1)


def test_an_opened_snapshot_is_the_one_that_is_read_from_its_files(made):
    assert prepare.opened(made.name) == prepare.opened("latest") == snapshot.open(made.name)


def test_a_snapshot_of_which_a_file_is_another_one_is_verified_again(made):
    assert prepare.opened(made.name) == made
    file = made.file(REGISTER)
    before = file.stat()
    file.write_bytes(b"0" * before.st_size)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    with pytest.raises(RegisterError, match=f"{REGISTER}: this is not a whole Parquet file"):
        prepare.opened(made.name)
    file.unlink()
    with pytest.raises(RegisterError, match=f"the file of table {REGISTER} is missing"):
        prepare.opened(made.name)


def test_what_does_not_stand_is_said_as_when_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    for name in ("latest", "nowhere", "../nowhere"):
        with pytest.raises(RegisterError) as said:
            snapshot.open(name)
        with pytest.raises(RegisterError) as found:
            prepare.opened(name)
        assert str(found.value) == str(said.value)
