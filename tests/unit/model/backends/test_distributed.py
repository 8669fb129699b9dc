"""Which process of several this is, by the environment."""

from __future__ import annotations

import os

import pytest

from wikimill.config.training import Train
from wikimill.errors import WikimillError
from wikimill.model.backends.distributed import RankInfo, rank_info


def test_a_launcher_needs_jax() -> None:
    assert Train(launcher="srun", backend="jax").launcher == "srun"
    with pytest.raises(ValueError, match="several processes, which only engine: keras with backend: jax can use"):
        Train(launcher="srun")


SLURM = {"SLURM_PROCID": "5", "SLURM_STEP_NUM_TASKS": "8", "SLURM_LOCALID": "1"}


OPEN_MPI = {"OMPI_COMM_WORLD_RANK": "3", "OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_LOCAL_RANK": "1"}


BY_HAND = {"JAX_COORDINATOR_ADDRESS": "a:1", "JAX_NUM_PROCESSES": "2", "JAX_PROCESS_ID": "0"}


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({}, None),
        ({"SLURM_PROCID": "0", "SLURM_NTASKS": "4"}, None),  # the batch script itself
        ({"SLURM_PROCID": "0", "SLURM_STEP_NUM_TASKS": "1", "SLURM_STEP_TASKS_PER_NODE": "1"}, None),
        ({**SLURM, "SLURM_STEP_TASKS_PER_NODE": "1(x8)"}, RankInfo(5, 8, ())),
        ({**SLURM, "SLURM_STEP_TASKS_PER_NODE": "4(x2)"}, RankInfo(5, 8, (1,))),
        ({**SLURM, "SLURM_STEP_TASKS_PER_NODE": "1,7"}, RankInfo(5, 8, (1,))),
        ({**OPEN_MPI, "OMPI_COMM_WORLD_LOCAL_SIZE": "1"}, RankInfo(3, 4, ())),
        ({**OPEN_MPI, "OMPI_COMM_WORLD_LOCAL_SIZE": "2"}, RankInfo(3, 4, (1,))),
        (BY_HAND, RankInfo(0, 2, ())),
        ({**BY_HAND, "JAX_LOCAL_DEVICE_IDS": "0,1"}, RankInfo(0, 2, (0, 1))),
        ({**BY_HAND, "JAX_NUM_PROCESSES": "1"}, None),
    ],
)
def test_the_environment_tells_of_other_processes(
    env: dict[str, str], expected: RankInfo | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", env)
    assert rank_info() == expected


def test_variables_that_do_not_go_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"JAX_NUM_PROCESSES": "2", "JAX_PROCESS_ID": "2"})
    with pytest.raises(WikimillError, match="_ADDRESS, JAX_NUM_PROCESSES, JAX_PROCESS_ID: set all three"):
        rank_info()
