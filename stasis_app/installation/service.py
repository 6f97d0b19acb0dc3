"""The service: systemd's unit, and whether systemd runs it."""

from dataclasses import dataclass

from .changes import File, Standing
from .host import Host
from .layout import NAME, Layout

UNIT = """\
[Unit]
Description=Brings calls to the people on duty (stasis-app)
Wants=network-online.target
After=network-online.target asterisk.service freepbx.service
# It is tried for ever: the telephones depend on it.
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
User={user}
Group={user}
ExecStart={command} run -c {configuration}/config.yaml
ExecReload=/bin/sh -c 'kill -HUP $MAINPID'
# Ready means that calls are served; an Asterisk that is not up yet is waited for.
TimeoutStartSec=infinity
TimeoutStopSec=60
# A sign of life comes from the loop that decides.
WatchdogSec=30
Restart=always
RestartSec=1
# Wrong configuration (2), or another program in our place (3): a person has to mend it first.
RestartPreventExitStatus=2 3

StateDirectory={user}
StateDirectoryMode=0750
UMask=0027
CapabilityBoundingSet=
LockPersonality=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service

[Install]
WantedBy=multi-user.target
"""


def unit(layout: Layout) -> str:
    return UNIT.format(user=NAME, command=layout.command, configuration=layout.configuration)


def systemd_runs(layout: Layout) -> bool:
    """As sd_booted(3) finds out."""
    return (layout.root / "run" / "systemd" / "system").is_dir()


@dataclass(frozen=True, slots=True)
class Unit:
    """The file; a systemd that runs reads it at once."""

    host: Host
    file: File
    systemd: bool

    @property
    def subject(self) -> str:
        return self.file.subject

    def standing(self) -> Standing:
        return self.file.standing()

    def make(self) -> None:
        self.file.make()
        self._reload()

    def remove(self) -> None:
        self.file.remove()
        self._reload()

    def _reload(self) -> None:
        if self.systemd:
            self.host.run("systemctl", "daemon-reload")


@dataclass(frozen=True, slots=True)
class Service:
    """`renewed`: it runs with something that has been replaced.  `startable`: there is a
    configuration with a department."""

    host: Host
    renewed: bool
    startable: bool

    @property
    def subject(self) -> str:
        return NAME

    def standing(self) -> Standing:
        if not self.host.says_yes("systemctl", "is-enabled", "--quiet", NAME):
            return Standing.MISSING
        active = self._active()
        right = (not self.renewed) if active else (not self.startable)
        return Standing.THERE if right else Standing.DIFFERENT

    def make(self) -> None:
        self.host.run("systemctl", "enable", NAME)
        if self._active() or self.startable:
            self.host.run("systemctl", "restart", "--no-block", NAME)

    def remove(self) -> None:
        """Callers who wait go on in the dialplan; people who talk are left talking."""
        self.host.run("systemctl", "disable", "--now", NAME)

    def _active(self) -> bool:
        return self.host.says_yes("systemctl", "is-active", "--quiet", NAME)
