"""Swap a finished edition into its place, whole, whatever dies on the way."""

import contextlib
import ctypes
import os
import secrets
import shutil
import sys

from offences.names.errors import InputError


@contextlib.contextmanager
def held(folder, wait=True):
    """Hold a folder's lock, which the system lets go of however the process ends.

    Gives whether it is held: not where ``wait`` is false and another process holds it,
    nor on a system or a shared folder without such locks, where runs go on without.
    """
    try:
        import fcntl

        descriptor = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):  # Windows, or a folder that has gone meanwhile
        yield False
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            held = True
        except OSError:
            held = False
        yield held
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def workplace(out, name):
    """Give a new folder beside an edition's place; drop those that killed runs left behind."""
    try:
        str(out.absolute()).encode()
    except UnicodeEncodeError:
        raise InputError(
            f"{str(out)!r}: notebooks hold the path of their folder as UTF-8, which this is not; give another folder."
        ) from None
    out.mkdir(parents=True, exist_ok=True)
    with held(out):
        recover(out / name)
        for left in out.glob(f".{name}.new-*"):
            with held(left, wait=False) as ours:
                if ours:
                    shutil.rmtree(left, ignore_errors=True)
        work = out / f".{name}.new-{secrets.token_hex(4)}"
        work.mkdir()
        working = contextlib.ExitStack()
        working.enter_context(held(work))
    with working:
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def recover(place):
    """Put back an edition that a killed run had moved aside."""
    aside = place.with_name(f".{place.name}.old")
    if aside.exists():
        if place.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(place)


def swap(work, place):
    """Put a finished edition in its place, in one step where the system can."""
    if not place.exists():
        work.rename(place)
    elif not _exchanged(work, place):
        aside = place.with_name(f".{place.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        place.rename(aside)
        work.rename(place)
        shutil.rmtree(aside, ignore_errors=True)


def _exchanged(one, other):
    """Exchange two folders by Linux's renameat2; tell whether it could be done."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    here, exchange = -100, 2
    return bool(rename) and rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0
