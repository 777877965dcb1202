"""Files that are written whole or not at all: asides, links, modes, pipes, and disks that are full at any byte."""

import errno
import os
import resource
import signal
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from interrupted_writing import at_each_line, ends, lines_of
from smarketing.whole_files import is_one_of, write_files


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with two files."""
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        (tmp_path / name).write_text(f"old {name}")
    (tmp_path / "folder").mkdir()
    return tmp_path


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_several_files_are_replaced_or_made() -> None:
    """UTF-8 and the ends of lines as they are."""
    write_files({"a": "Müller\n", "folder/new": "x\r\ny\n"})
    assert Path("a").read_bytes() == "Müller\n".encode()
    assert Path("folder/new").read_bytes() == b"x\r\ny\n"


def test_who_reads_the_old_file_reads_it_to_its_end() -> None:
    """It is replaced and not written over: nobody sees half of each."""
    with Path("a").open() as reader:
        assert reader.read(2) == "ol"
        write_files({"a": "something else"})
        assert reader.read() == "d a"


def test_a_link_stays_and_what_it_leads_to_is_replaced() -> None:
    """Also through another link, and one that leads to no file yet."""
    Path("link").symlink_to("a")
    Path("folder/link").symlink_to("../link")
    Path("early").symlink_to("later")
    write_files({"folder/link": "new", "early": "new"})
    assert [Path(name).is_symlink() for name in ("link", "folder/link", "early")] == [True] * 3
    assert (Path("a").read_text(), Path("later").read_text()) == ("new", "new")


def test_a_circle_of_links_is_no_file() -> None:
    """It stays one, and the error says so in the words of the system."""
    Path("one").symlink_to("two")
    Path("two").symlink_to("one")
    with pytest.raises(OSError, match=r"^\[Errno \d+\] Too many levels of symbolic links: 'one'$"):
        write_files({"one": "text"})
    assert Path("one").is_symlink()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o444])
def test_a_file_keeps_its_mode(monkeypatch: pytest.MonkeyPatch, mode: int) -> None:
    """Whatever the mask says."""
    monkeypatch.setattr(os, "access", lambda path, mode: True)
    Path("a").chmod(mode)
    write_files({"a": "new"})
    assert stat.S_IMODE(Path("a").stat().st_mode) == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser gives files away")
def test_a_file_keeps_its_owner() -> None:
    """A container that runs as root leaves the files to their owners."""
    os.chown("a", 1234, 1235)
    write_files({"a": "new"})
    assert (Path("a").stat().st_uid, Path("a").stat().st_gid) == (1234, 1235)


def test_systems_without_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has none to keep."""
    monkeypatch.delattr(os, "chown")
    write_files({"a": "new"})
    assert Path("a").read_text() == "new"


@pytest.mark.parametrize("bad", ["no/file", "folder", "a/file"])
def test_all_files_or_none(folder: Path, bad: str) -> None:
    """Where one cannot be written the others stay as they were, and the error names it as it was given."""
    before = contents(folder)
    with pytest.raises(OSError, match=rf"^\[Errno \d+\] (No such file|Is a|Not a) .*: '{bad}'$") as error:
        write_files({"a": "new", bad: "new", "c": "new"})
    assert error.value.filename == bad
    assert contents(folder) == before


def test_a_file_that_may_not_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not replaced either, though its folder would allow it."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # the tests may run as root, who may do everything
    before = contents(folder)
    with pytest.raises(PermissionError, match=r"^\[Errno 13\] Permission denied: 'a'$"):
        write_files({"a": "new"})
    assert contents(folder) == before


def test_a_text_that_cannot_be_written(folder: Path) -> None:
    """Half a file is not left beside the other."""
    before = contents(folder)
    with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
        write_files({"b": "new", "a": "\ud800"})
    assert contents(folder) == before


def test_a_pipe_is_written_to() -> None:
    """It stays a pipe, and whoever reads it gets the text."""
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_files({"pipe": "a\nb\n"})
        assert os.read(reader, 100) == b"a\nb\n"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(Path("pipe").stat().st_mode)


def test_a_device_that_is_full_leaves_the_files_as_they_were(folder: Path) -> None:
    """Devices and pipes come first: they may fail where a file that is ready no longer does."""
    before = contents(folder)
    with pytest.raises(OSError, match=r"^\[Errno 28\] No space left on device: '/dev/full'$"):
        write_files({"a": "new", "/dev/full": "text", "b": "new"})
    assert contents(folder) == before


@pytest.mark.parametrize("most", [0, 1, 2, 4095, 4096, 8191, 8192, 8193, 65_535, 65_536, 99_999])
def test_a_disk_that_is_full_at_any_byte(folder: Path, most: int) -> None:
    """The system refuses to write more: both files are as they were, and nothing is left beside them."""
    before = contents(folder)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    previous = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
    try:
        with pytest.raises(OSError, match=r": 'b'$") as error:
            write_files({"a": "", "b": "x" * 100_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, previous)
    assert error.value.errno == errno.EFBIG
    assert contents(folder) == before


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "full"), MemoryError()], ids=repr)
def test_ended_at_any_line(folder: Path, error: BaseException) -> None:
    """Each file is whole, old or new, and no aside is left."""
    before = contents(folder)
    texts = {"a": "new a" * 5000, "b": "new b", "c": "new c"}
    lines = lines_of(lambda: write_files(texts))
    assert lines > 50
    for number in range(1, lines + 1):
        write_files(before)
        Path("c").unlink(missing_ok=True)
        with suppress(type(error)), at_each_line(ends(number, error)):
            write_files(texts)
        left = contents(folder)
        assert left.keys() - {"c"} == before.keys()
        assert all(text in (before.get(name), texts[name]) for name, text in left.items())


@pytest.mark.parametrize("name", ["a", "b", "folder", "new", "no/file"])
@pytest.mark.parametrize("others", ["", "a", "b", "ab"])
def test_one_of_several_files(name: str, others: str) -> None:
    """By its own name."""
    assert is_one_of(Path(name), map(Path, others)) is (name in [*others])


def test_one_of_several_files_by_other_names() -> None:
    """Links of both kinds, roundabout ways, and files that do not exist yet."""
    Path("soft").symlink_to("a")
    Path("hard").hardlink_to("a")
    Path("early").symlink_to("later")
    for name in ("soft", "hard", "folder/../a", str(Path("a").resolve())):
        assert is_one_of(Path(name), [Path("b"), Path("a")])
        assert is_one_of(Path("a"), [Path("no"), Path(name)])
        assert not is_one_of(Path(name), [Path("b"), Path("later")])
    assert is_one_of(Path("early"), [Path("later")])
    assert is_one_of(Path("later"), [Path("early")])
    assert not is_one_of(Path("later"), [Path("a")])
