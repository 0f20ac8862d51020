"""A key file wrapped by a key management service: nothing on the disk opens it, the service does, at the start of each process.

COUNTERPOINT_KMS_URL is `kms://alias/NAME` or `kms://KEY-ID`; region, credentials and address come from the usual AWS environment
(AWS_REGION, AWS_ENDPOINT_URL_KMS, …). A wrapped file is a line that says so and the service's ciphertext (4 kB of plain text at most: 128 keys).
"""

from typing import Any

from kit.config import ConfigError

HEAD = b"counterpoint wrapped key 1\n"
_CONTEXT = {"purpose": "counterpoint master key"}


def unwrapped(content: bytes, url: str) -> bytes:
    """The keys in a key file's content. Raises ConfigError in one sentence when it is wrapped and cannot be unwrapped, or ought to be and is not."""
    if not content.startswith(HEAD):
        if url:
            raise ConfigError("COUNTERPOINT_KMS_URL is set, but the key file is not wrapped: run `counterpoint keys wrap-master`")
        return content
    if not url:
        raise ConfigError("the key file is wrapped by a KMS: set COUNTERPOINT_KMS_URL")
    answer = _called("decrypt", url, CiphertextBlob=content[len(HEAD) :])
    return bytes(answer["Plaintext"])


def wrapped(ring: bytes, url: str) -> bytes:
    """The content of a wrapped key file. Raises ConfigError."""
    return HEAD + bytes(_called("encrypt", url, Plaintext=ring)["CiphertextBlob"])


def _called(operation: str, url: str, **members: Any) -> dict[str, Any]:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    scheme, _, key = url.partition("://")
    if scheme != "kms" or not key:
        raise ConfigError("COUNTERPOINT_KMS_URL must be kms://alias/NAME or kms://KEY-ID")
    try:
        client = boto3.client("kms", config=Config(connect_timeout=5, read_timeout=10))
        answer: dict[str, Any] = getattr(client, operation)(KeyId=key, EncryptionContext=_CONTEXT, **members)
    except ClientError as error:
        why = error.response.get("Error", {}).get("Code", "an error")
        raise ConfigError(f"the KMS refuses to {operation} with {key} ({why}): correct COUNTERPOINT_KMS_URL, or the rights of these credentials") from None
    except BotoCoreError as error:
        raise ConfigError(f"the KMS cannot be asked ({type(error).__name__}): check AWS_REGION, AWS_ENDPOINT_URL_KMS and the credentials") from None
    return answer
