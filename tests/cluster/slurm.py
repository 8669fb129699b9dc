"""A real Slurm on loopback: Debian's packages, two nodes of one CPU on this one machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.ports import free_port

NODES = ("node1", "node2")
CONFIGURATION = """
ClusterName=wikimill
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge/socket
SlurmctldPort={ports[0]}
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/%n
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerType=sched/builtin
SchedulerParameters=sched_min_interval=0,batch_sched_delay=0
MpiDefault=none
SwitchType=switch/none
ReturnToService=0
MinJobAge=300
SlurmdParameters=config_overrides
NodeName=node1 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[1]} CPUs=1 RealMemory=4000
NodeName=node2 NodeHostname={host} NodeAddr=127.0.0.1 Port={ports[2]} CPUs=1 RealMemory=4000
PartitionName=main Nodes=ALL Default=YES State=UP
"""


class Job(NamedTuple):
    """What the queue tells of a job, running or not."""

    number: str
    state: str
    node: str
    rule: str  # and its wildcards, as Snakemake's plugin notes them


@dataclass
class Slurm:
    """A cluster in `folder`, which must be empty."""

    folder: Path
    daemons: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What a command needs to talk to this cluster; jobs inherit it."""
        return {"SLURM_CONF": str(self.folder / "slurm.conf"), "PATH": f"{self.folder}/bin:{os.environ['PATH']}"}

    def start(self) -> None:
        """Start the daemons, and wait until both nodes are idle."""
        for name in ("munge", "state", *NODES, "bin"):
            (self.folder / name).mkdir(parents=True, mode=0o755)
        self._write_configuration()
        key = self.folder / "munge/key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o600)
        munge = {name: f"--{name}-file={self.folder}/munge/{name}" for name in ("pid", "log", "seed")}
        self._daemon(
            "munged", "--foreground", "--force", f"--key-file={key}", f"--socket={key.parent}/socket", *munge.values()
        )
        self._until((key.parent / "socket").exists)
        self._daemon("slurmctld", "-D")
        for node in NODES:
            self._daemon("slurmd", "-D", "-N", node, name=node)
        self._until(lambda: self.ask("sinfo", "--noheader", "--states=idle", "--format=%D").strip() == "2")

    def stop(self) -> None:
        """End the daemons, and what still runs on the nodes."""
        for node in NODES:
            self.lose(node)
        for daemon in self.daemons.values():
            daemon.kill()
            daemon.wait()

    def ask(self, *command: str) -> str:
        """What a command of Slurm prints; empty when it fails."""
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env={**os.environ, **self.environment}
        )
        return done.stdout if done.returncode == 0 else ""

    def jobs(self) -> list[Job]:
        """All jobs that the cluster had."""
        lines = self.ask("squeue", "--states=all", "--noheader", "--format=%i|%T|%N|%k").splitlines()
        return [Job(*line.split("|", 3)) for line in lines]

    def runs(self, program: str, node: str) -> bool:
        """Whether a job runs this program on a node."""
        return any(process.info["name"] == program for process in self._processes(node))

    def lose(self, node: str) -> None:
        """Kill all that runs on a node, its daemon first, and let the cluster know at once what it would find out."""
        self.daemons[node].kill()
        self.daemons[node].wait()
        processes = self._processes(node)
        # Those that watch over the steps first: they would report that a job failed, which a lost node cannot.
        watchers = [parent for process in processes if (parent := _parent(process)) and "slurmstepd" in parent.name()]
        for process in [*watchers, *processes]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.ask("scontrol", "update", f"NodeName={node}", "State=DOWN", "Reason=lost")

    def _processes(self, node: str) -> list[psutil.Process]:
        return [process for process in psutil.process_iter(["name"]) if self._is_of(process, node)]

    def _is_of(self, process: psutil.Process, node: str) -> bool:
        try:
            environment = process.environ()
        except psutil.Error:
            return False
        found = environment.get("SLURM_CONF"), environment.get("SLURMD_NODENAME")
        return found == (self.environment["SLURM_CONF"], node)

    def _write_configuration(self) -> None:
        ports = [free_port() for _ in range(3)]
        host = socket.gethostname().partition(".")[0]
        text = CONFIGURATION.format(folder=self.folder, host=host, ports=ports)
        (self.folder / "slurm.conf").write_text(text)
        # The plugin takes SLURM_CONF from the environment of the `srun` inside a job; elsewhere /etc has the file.
        srun = self.folder / "bin/srun"
        srun.write_text(f'#!/bin/sh\nSLURM_CONF={self.folder}/slurm.conf exec {shutil.which("srun")} "$@"\n')
        srun.chmod(0o755)

    def _daemon(self, *command: str, name: str = "") -> None:
        with (self.folder / f"{name or command[0]}.out").open("wb") as output:
            self.daemons[name or command[0]] = subprocess.Popen(
                command, stdout=output, stderr=output, env={**os.environ, **self.environment}
            )

    def _until(self, ready: Callable[[], bool]) -> None:
        for _ in range(200):
            if ready():
                return
            time.sleep(0.05)
        logs = [path.read_text()[-1000:] for path in [*self.folder.glob("*.log"), *self.folder.glob("*.out")]]
        raise RuntimeError("\n".join(logs))


def _parent(process: psutil.Process) -> psutil.Process | None:
    try:
        return process.parent()
    except psutil.NoSuchProcess:
        return None
