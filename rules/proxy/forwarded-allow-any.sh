#!/bin/sh
# ruleid: forwarded-allow-any
uvicorn shop:app --forwarded-allow-ips '*'
# ruleid: forwarded-allow-any
gunicorn shop:app --forwarded-allow-ips="*"
# ruleid: forwarded-allow-any
export FORWARDED_ALLOW_IPS=*
# ok: forwarded-allow-any
uvicorn shop:app --forwarded-allow-ips 127.0.0.1
# ok: forwarded-allow-any
export FORWARDED_ALLOW_IPS="$PROXY"
