"""Sends an alert by mail and to a webhook.

Belongs here: SMTP and the bodies that chat services expect. Not here: when there is something to say (alerts.py).
"""

import json
import logging
import smtplib
import ssl
from email.message import EmailMessage

import httpx
from httpx_retries import Retry, RetryTransport

BODIES = {
    "plain": lambda subject, text: {"subject": subject, "text": text},
    "slack": lambda subject, text: {"text": f"{subject}\n{text}"},
    "wecom": lambda subject, text: {"msgtype": "text", "text": {"content": f"{subject}\n{text}"}},
    "dingtalk": lambda subject, text: {"msgtype": "text", "text": {"content": f"{subject}\n{text}"}},
    "feishu": lambda subject, text: {"msg_type": "text", "content": {"text": f"{subject}\n{text}"}},
}
SECONDS = 30
RETRIES = Retry(total=3, allowed_methods=["POST"], backoff_factor=1, total_timeout=60, status_forcelist=[429, 500, 502, 503, 504])


class NotSent(Exception):
    """An alert that did not get through everywhere; holds no address and no password."""


def send(alerts, subject, text):
    """Sends to all that alerts name, one failing channel does not stop the other. Raises NotSent."""
    failures = []
    for name, is_on, channel in (("mail", alerts.mail_to, _mail), ("webhook", alerts.webhook, _post)):
        try:
            if is_on:
                channel(alerts, subject, text)
        except (OSError, smtplib.SMTPException, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            failures.append(f"{name}: {type(error).__name__}{_status(error)}")
    if failures:
        raise NotSent("; ".join(failures))


def _mail(alerts, subject, text):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = alerts.mail_from, ", ".join(alerts.mail_to), subject
    message.set_content(text)
    host, _, port = alerts.smtp.rpartition(":") if ":" in alerts.smtp else (alerts.smtp, "", "587")
    secure = ssl.create_default_context()
    kind, options = (smtplib.SMTP_SSL, {"context": secure}) if alerts.smtp_security == "ssl" else (smtplib.SMTP, {})
    with kind(host, int(port), timeout=SECONDS, **options) as server:
        if alerts.smtp_security == "starttls":
            server.starttls(context=secure)
        if alerts.smtp_user:
            server.login(alerts.smtp_user, alerts.smtp_password or "")
        server.send_message(message)


def _post(alerts, subject, text):
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it would log the address, which holds the key of the chat
    with httpx.Client(transport=RetryTransport(retry=RETRIES), timeout=SECONDS) as client:
        body = json.dumps(BODIES[alerts.webhook_kind](subject, text), ensure_ascii=False).encode()
        answer = client.post(alerts.webhook, content=body, headers={"Content-Type": "application/json; charset=utf-8"})
    if not answer.is_success:
        raise ValueError(f"HTTP {answer.status_code}")
    if code := _error_code(answer):
        raise ValueError(f"code {code}")


def _error_code(answer):
    """The code with which chat services refuse a message under HTTP 200, or None."""
    try:
        body = answer.json()
    except ValueError:
        return None
    return (body.get("errcode") or body.get("code")) if isinstance(body, dict) else None


def _status(error):
    """What a server answered, where that is a number: its words may repeat what it was told."""
    return f" {error.args[0]}" if isinstance(error, (smtplib.SMTPResponseException, ValueError)) and error.args and not isinstance(error, UnicodeError) else ""
