# ruleid: debugger-exposed
flask --app main run --host=0.0.0.0 --port=8081 --debug
# ruleid: debugger-exposed
flask --app main --debug run -h 0.0.0.0
# ruleid: debugger-exposed
exec flask run --debugger --host 0.0.0.0
# ruleid: debugger-exposed
python manage.py runserver_plus 0.0.0.0:8000
# ruleid: debugger-exposed
python -m debugpy --listen 0.0.0.0:5678 -m shop
# ok: debugger-exposed
flask --app main run --debug
# ok: debugger-exposed
flask run --host=0.0.0.0 --debug --no-debugger
# ok: debugger-exposed
flask run --host=0.0.0.0
# ok: debugger-exposed
python -m debugpy --listen 127.0.0.1:5678 -m shop
