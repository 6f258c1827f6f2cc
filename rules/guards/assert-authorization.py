from flask import Flask, abort, g
from flask_login import current_user, login_required

app = Flask(__name__)


@app.post("/prices")
@login_required
def change_prices():
    # ruleid: assert-authorization
    assert current_user.is_admin
    return {"ok": True}


@app.post("/teas")
def add_tea():
    # ruleid: assert-authorization
    assert g.user.has_role("keeper"), "keepers only"
    return {"ok": True}


@app.delete("/teas/<int:tea>")
def remove_tea(tea):
    # ok: assert-authorization
    if not current_user.is_admin:
        abort(403)
    # ok: assert-authorization
    assert current_user is not None
    # ok: assert-authorization
    assert isinstance(tea, int)
    # ok: assert-authorization
    assert current_user.is_authenticated
    # ok: assert-authorization
    assert current_user.name
    return {"ok": True}
