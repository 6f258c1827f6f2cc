FROM python:3.13-slim AS build
# ok: debug-configured
ENV DEBUG=1
RUN pip install shop

FROM python:3.13-slim
# ruleid: debug-configured
ENV FLASK_DEBUG=1
# ruleid: debug-configured
ENV FLASK_ENV=development
# ok: debug-configured
ENV DEBUG=0
# ok: debug-configured
ENV DEBUG_LOG=/var/log/debug.log
# ok: debug-configured
ENV DEBUGINFOD_URLS=1
USER app
CMD ["gunicorn", "shop:app"]
