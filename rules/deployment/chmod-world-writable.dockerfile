FROM python:3.13-slim
# ruleid: chmod-world-writable
RUN chmod -R 777 /srv/app
# ruleid: chmod-world-writable
RUN mkdir /data && chmod a+rwx /data
# ruleid: chmod-world-writable
RUN chmod 0666 /srv/app/settings.ini
# ruleid: chmod-world-writable
RUN chmod o+w /srv/app
# ok: chmod-world-writable
RUN chmod 755 /entrypoint.sh
# ok: chmod-world-writable
RUN chmod +x /entrypoint.sh
# ok: chmod-world-writable
RUN chmod 1777 /tmp
# ok: chmod-world-writable
RUN chmod u+w /srv
# ok: chmod-world-writable
RUN chmod g+rwx /srv
# ok: chmod-world-writable
RUN chmod a+x /srv/run
