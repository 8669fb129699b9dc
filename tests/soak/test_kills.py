"""Killed with SIGKILL at random moments of the whole line, then run to its end: the bytes are those of a calm run."""

from __future__ import annotations

from tests.fork_server import Program
from tests.soak.line import OPTIONS, Line, differences, digests, fresh
from tests.soak.record import DIFFERENCE, HANG, TRACEBACK, Soak

COUNTS = {"short": 3, "full": 100}
LONGEST = 20  # times as long as the calm run is a hang


def test_it_ends_with_the_same_bytes(soak: Soak, undisturbed: Line) -> None:
    whole, round_number = undisturbed.digests, 0
    while soak.done < soak.count:
        random = soak.random(round_number)
        clone = fresh(soak.folder / str(round_number))
        status, output, moments = None, "", []
        while status is None:
            left = random.uniform(0, undisturbed.seconds) if soak.done < soak.count else LONGEST * undisturbed.seconds
            program = Program("snakemake", "snakemake", "-j2", *OPTIONS, folder=clone.folder)
            if program.ends_within(left):
                status, output = program.wait()
            else:
                program.kill()
                if soak.done == soak.count:
                    break
                soak.done += 1
                moments.append(f"{left / undisturbed.seconds:.3f}")
        after = f"killed after {' and '.join(moments) or 'no'} of the time that the line takes"
        if status is None:
            soak.found(HANG, round_number, f"{after}, it does not end", {"output.txt": program.printed().encode()})
        elif status or "Traceback" in output:
            soak.found(TRACEBACK, round_number, f"{after}, it fails", {"output.txt": output.encode()})
        elif differ := differences(digests(clone), whole):
            soak.found(DIFFERENCE, round_number, f"{after}, these files differ: {' '.join(differ)}")
        elif "Nothing to be done" not in clone.snakemake(*OPTIONS):
            soak.found(DIFFERENCE, round_number, f"{after}, something is left to be done")
        else:
            soak.outcomes["runs to the end"] += 1
            clone.remove(".")
        round_number += 1
    soak.finish()
