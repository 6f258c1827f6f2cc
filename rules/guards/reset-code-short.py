import random
import secrets
import string

from django.utils.crypto import get_random_string


def send_code(user):
    # ruleid: reset-code-short
    user.reset_code = "".join([str(secrets.randbelow(10)) for _ in range(4)])
    # ok: reset-code-short
    user.reset_code = "".join([str(secrets.randbelow(10)) for _ in range(8)])
    user.save()


def make_pin():
    # ruleid: reset-code-short
    return "".join(secrets.choice(string.digits) for _ in range(4))


def make_captions():
    # ok: reset-code-short
    captions = "".join(secrets.choice(string.digits) for _ in range(4))
    return captions


def make_otp():
    # ruleid: reset-code-short
    otp = random.randint(1000, 9999)
    # ok: reset-code-short
    otp = random.randint(100000, 999999)
    # ruleid: reset-code-short
    verification_code = get_random_string(4, "0123456789")
    # ok: reset-code-short
    status_code = random.randint(200, 299)
    # ok: reset-code-short
    zip_code = str(random.randint(10000, 99999))
    return otp, zip_code, verification_code, status_code


def make_token():
    # ok: reset-code-short
    token = secrets.token_urlsafe(32)
    return token
