"""What the readers of proxies' configurations see: which addresses are passed on, and what is added on the way."""

from __future__ import annotations

from backlint.facts.proxies import Way, sites

NGINX = """
limit_req_zone $binary_remote_addr zone=tries:10m rate=5r/m;
server {
    listen 80;  # all of it
    client_max_body_size 0;
    add_header X-Frame-Options "DENY" always;
    location = /ping { return 200; }
    location /v1/ { proxy_pass http://app/; limit_req zone=tries burst=3; }
    location ~ ^/files/.*\\.pdf$ { proxy_pass http://app; add_header X-Other "a;b{c}"; }
    location /old { proxy_pass http://legacy; client_max_body_size 2m; }
}
"""


def ways(texts: dict[str, str], path: str) -> dict[str, Way]:
    """Return the ways of the only site to what the application knows as `path`, by the beginning of their addresses."""
    (site,) = sites(texts)
    return {way.start: way for way in site.ways_of(path)}


def names(way: Way) -> list[str]:
    return [name for name, _ in way.headers]


def test_a_prefix_that_is_replaced_is_known_by_what_the_application_sees() -> None:
    (way,) = ways({"nginx.conf": NGINX}, "/login").values()
    assert way.start == "/v1/"
    assert [(rate, said.line) for rate, said in way.limits] == [(5.0, 8)]


def test_a_level_with_headers_of_its_own_has_no_others() -> None:
    assert names(ways({"nginx.conf": NGINX}, "/files/tea.pdf")["^/files/.*\\.pdf$"]) == ["x-other"]
    old = ways({"nginx.conf": NGINX}, "/old/tea")["/old"]
    assert names(old) == ["x-frame-options"]
    assert old.body is not None
    assert old.body.text == "2m"


def test_a_server_that_passes_nothing_on_is_no_site() -> None:
    assert not sites({"nginx.conf": "server { location / { return 301 https://$host; } }"})


def test_what_includes_itself_ends() -> None:
    assert not sites({"nginx.conf": "include other.conf;", "other.conf": "include nginx.conf;"})


def test_a_matcher_of_caddy_is_the_beginning_of_an_address() -> None:
    text = "tea.example {\n\theader /admin/* X-A b\n\theader X-C d\n\treverse_proxy /api/* app:8000\n}\n"
    assert names(ways({"Caddyfile": text}, "/api/teas")["/api/"]) == ["x-c"]
    assert not ways({"Caddyfile": text}, "/other")


def test_middlewares_of_traefik_that_no_router_uses_add_nothing() -> None:
    text = "http:\n  middlewares:\n    careful:\n      headers:\n        frameDeny: true\n"
    assert not sites({"traefik/dynamic.yml": text})
    used = text + "  routers:\n    tea:\n      middlewares: [careful]\n"
    assert names(ways({"traefik/dynamic.yml": used}, "/")["/"]) == ["x-frame-options"]


def test_what_is_no_configuration_says_nothing() -> None:
    for text in (
        "{" * 5000,
        "}" * 50,
        'a "b',
        "",
        "\x00;",
        "location / {",
        "server { location ~ ( { proxy_pass x; } }",
    ):
        for name in ("nginx.conf", "Caddyfile", "ingress-traefik.yml"):
            assert not [way for site in sites({name: text}) for way in site.ways_of("/")]


def test_who_asks_in_front_is_told_of_each_way() -> None:
    nginx = """
    server {
        auth_request /check;
        location / { proxy_pass http://app; }
        location /open/ { auth_request off; proxy_pass http://app; }
    }
    """
    caddy = "tea.example {\n\tforward_auth auth:9091 {\n\t\turi /check\n\t}\n\treverse_proxy app:8000\n}\n"
    caddy_part = "tea.example {\n\tbasic_auth /admin/* {\n\t\tada hash\n\t}\n\treverse_proxy app:8000\n}\n"
    ingress = (
        "kind: Ingress\nmetadata:\n  annotations:\n    nginx.ingress.kubernetes.io/auth-url: https://auth/check\n"
        "    nginx.ingress.kubernetes.io/limit-rpm: '60'\n"
    )
    traefik = (
        "http:\n  middlewares:\n    ask:\n      forwardAuth:\n        address: http://auth\n"
        "  routers:\n    {}:\n      middlewares: [ask]\n"
    )
    guards = {
        name: [way.guard is not None for site in sites(texts) for way in site.ways_of("/open/tea")]
        for name, texts in {
            "nginx": {"nginx.conf": nginx},
            "caddy": {"Caddyfile": caddy},
            "part": {"Caddyfile": caddy_part},
            "ingress": {"ingress.yaml": ingress},
            "traefik": {"traefik.yml": traefik.format("teas")},
            "own": {"traefik.yml": traefik.format("dashboard")},
        }.items()
    }
    assert guards == {
        "nginx": [False],
        "caddy": [True],
        "part": [False],
        "ingress": [True],
        "traefik": [True],
        "own": [],
    }
    (guard,) = (way.guard for way in ways({"nginx.conf": nginx}, "/tea").values())
    assert guard is not None
    assert (guard.by, guard.line) == ("nginx auth_request", 3)
