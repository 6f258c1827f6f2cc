"""cryptography: encrypted and signed data."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, returning, sanitizers

_KEYS = "cryptography.hazmat.primitives.asymmetric"
_VERIFIERS = (
    "rsa.RSAPublicKey",
    "ec.EllipticCurvePublicKey",
    "dsa.DSAPublicKey",
    "ed25519.Ed25519PublicKey",
    "ed448.Ed448PublicKey",
)
_CERTIFICATES = "load_pem_x509_certificate load_der_x509_certificate"
_PUBLIC = "load_pem_public_key load_der_public_key load_ssh_public_key"

LIBRARY = LibraryModel(
    name="cryptography",
    distribution="cryptography",
    packages=("cryptography",),
    sanitizers=(*sanitizers({SinkKind.DESERIALIZATION}, "0:token", "cryptography.fernet.Fernet.decrypt"),),
    returns={
        **returning("cryptography.x509.Certificate", *methods("cryptography.x509", _CERTIFICATES)),
        "cryptography.x509.Certificate.public_key": f"{_KEYS}.rsa.RSAPublicKey",
        **returning(f"{_KEYS}.rsa.RSAPublicKey", *methods("cryptography.hazmat.primitives.serialization", _PUBLIC)),
    },
    # Raises unless the signature is right: whoever sent what it signs has the private key.
    marks=(*marks("authentication", *(f"{_KEYS}.{one}.verify" for one in _VERIFIERS)),),
)
