"""Readers of what stands in front of an application: nginx, Caddy, Traefik, and the ingress of Kubernetes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from backlint.facts.proxies import caddy, ingress, nginx, traefik
from backlint.facts.proxies.model import Said, Site, Way

LARGEST = 200_000
"""Characters; a longer file is no configuration that somebody wrote."""


def is_proxy_file(path: str) -> bool:
    """Tell whether a file, by its name, may configure a proxy in its own language; YAML is asked by what it holds."""
    name = PurePosixPath(path).name.lower()
    return "caddyfile" in name or _is_nginx(path)


def _is_nginx(path: str) -> bool:
    parts = PurePosixPath(path.lower()).parts
    name = parts[-1]
    configures = name.endswith((".conf", ".vhost", ".nginx")) or ".conf." in name or "." not in name
    return configures and ("nginx" in path.lower() or name.endswith((".conf", ".vhost")) or ".conf." in name)


def says_proxy(content: bytes) -> bool:
    """Tell whether a YAML file may configure Traefik or an ingress."""
    return b"traefik" in content or b"kind: Ingress" in content or b"middlewares:" in content


def sites(texts: Mapping[str, str]) -> tuple[Site, ...]:
    """Return the sites that the configuration files among some texts serve, by path, with what passes requests on."""
    found: list[Site] = []
    configured = {path: text for path, text in sorted(texts.items()) if len(text) <= LARGEST}
    yaml = {path: text for path, text in configured.items() if path.endswith((".yml", ".yaml"))}
    for path, text in configured.items():
        if "caddyfile" in PurePosixPath(path).name.lower():
            found.extend(caddy.sites(path, text))
        elif _is_nginx(path):
            found.extend(nginx.sites(path, text, configured))
    found.extend(ingress.sites(yaml))
    found.extend(traefik.sites(yaml))
    return tuple(found)


__all__ = ["Said", "Site", "Way", "is_proxy_file", "says_proxy", "sites"]
