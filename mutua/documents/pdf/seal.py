"""The installation's seal: a certificate made on first run, with which a PDF is closed so that a change shows."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

YEARS = timedelta(days=365 * 30)
NAME = "Mutua"
Made = TypeVar("Made")
FIELD = "Sceau"


class SealState(StrEnum):
    """What a PDF says of itself: no seal, ours and whole, ours and broken, somebody else's."""

    NONE = "none"
    WHOLE = "whole"
    BROKEN = "broken"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Seal:
    """Key and certificate, as pyHanko wants them."""

    certificate: asn1_x509.Certificate
    key: asn1_keys.PrivateKeyInfo

    @classmethod
    def of(cls, data_dir: Path, *, now: datetime) -> Seal:
        """The seal of this data directory, made when there is none yet."""
        folder = data_dir / "seal"
        if not (folder / "certificate.der").exists():
            _make(folder, now)
        certificate = asn1_x509.Certificate.load((folder / "certificate.der").read_bytes())
        return cls(certificate, asn1_keys.PrivateKeyInfo.load((folder / "key.der").read_bytes()))

    def close(self, pdf: bytes, *, reason: str) -> bytes:
        """The same pages under the seal (PAdES certification, no change allowed)."""
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        signer = signers.SimpleSigner(signing_cert=self.certificate, signing_key=self.key, cert_registry=known)
        wanted = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=reason,
            name=NAME,
        )
        pages = IncrementalPdfFileWriter(io.BytesIO(pdf))
        made: io.BytesIO = _aside(lambda: signers.sign_pdf(pages, wanted, signer=signer))
        return made.getvalue()

    def look_at(self, pdf: bytes) -> SealState:
        """Whether the PDF carries our seal, and whether a byte changed since."""
        try:
            found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
            if not found:
                return SealState.NONE
            if found[0].signer_cert.dump() != self.certificate.dump():
                return SealState.FOREIGN
            trust = ValidationContext(trust_roots=[self.certificate], allow_fetching=False)
            status = _aside(lambda: validate_pdf_signature(found[0], trust))
            whole = status.intact and status.valid and status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        except (PdfError, SigningError, SignatureValidationError, ValueError, KeyError, TypeError, IndexError, OSError):
            return SealState.BROKEN if b"/ByteRange" in pdf else SealState.NONE
        return SealState.WHOLE if whole and len(found) == 1 else SealState.BROKEN


def _aside(work: Callable[[], Made]) -> Made:
    """pyHanko starts an event loop of its own, which a thread that already runs one refuses: in another thread."""
    with ThreadPoolExecutor(max_workers=1) as other:
        return other.submit(work).result()


def _make(folder: Path, now: datetime) -> None:
    """A new key and its own certificate; the certificate is written last, so that a half-made pair is made again."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    usage = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign"), False)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
                **usage,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(folder / "key.der", secret)
    _write(folder / "certificate.der", built.public_bytes(serialization.Encoding.DER))


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by the service alone."""
    scratch = path.with_suffix(".new")
    with open(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    scratch.replace(path)
