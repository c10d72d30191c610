"""Alerts by mail and webhook: once for a run that failed for good, once for a stale warehouse, never with a secret in them."""

import json
import socketserver
import threading
from datetime import UTC, datetime
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

import dagster as dg
import pytest

from assets import alerts, messages
from assets.definitions import nightly
from assets.messages import NotSent
from assets.secrets import without_secrets


class MailServer(socketserver.ThreadingTCPServer):
    """An SMTP server that keeps what it is sent."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _MailHandler)
        self.mails, self.logins = [], []


class _MailHandler(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "EHLO":
                self.say("250-here", "250 AUTH PLAIN")
            elif word == "AUTH":
                self.server.logins.append(line)
                self.say("235 welcome")
            elif word == "DATA":
                self.say("354 go on")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part)
                self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
                self.say("250 taken")
            elif word == "QUIT":
                return self.say("221 bye")
            else:
                self.say("250 fine")
        return None

    def say(self, *lines):
        self.wfile.write("".join(line + "\r\n" for line in lines).encode())


class Hook(HTTPServer):
    """A webhook that keeps what it is sent."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _HookHandler)
        self.bodies, self.answer = [], (200, b'{"errcode": 0}')


class _HookHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        status, body = self.server.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def served(server):
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def mail(monkeypatch):
    server = MailServer()
    monkeypatch.setenv("FOI_ALERT_MAIL_TO", "office@example.org, second@example.org")
    monkeypatch.setenv("FOI_ALERT_SMTP", f"127.0.0.1:{server.server_address[1]}")
    monkeypatch.setenv("FOI_ALERT_SMTP_SECURITY", "none")
    yield from served(server)


@pytest.fixture
def hook(monkeypatch):
    server = Hook()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("FOI_ALERT_WEBHOOK", f"http://127.0.0.1:{server.server_address[1]}/send?key=hook-secret-1")
    yield from served(server)


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@dg.op
def breaks():
    try:
        raise ValueError("disk full at hook-secret-1")
    except ValueError as error:
        raise RuntimeError("a shard could not be made") from error


@dg.job(name="nightly")
def failing():
    breaks()


@dg.job(name="nightly")
def succeeding():
    pass


def failed_run(instance, **tags):
    result = failing.execute_in_process(instance=instance, raise_on_error=False, tags=tags)
    event = next(event for event in result.all_events if event.is_run_failure)
    return dg.build_run_status_sensor_context("alert_on_failure", event, instance, instance.get_run_by_id(result.run_id)).for_run_failure()


def sensor(name):
    return next(sensor for sensor in alerts.sensors(nightly) if sensor.name == name)


def test_there_are_no_alerts_unless_configured(monkeypatch):
    monkeypatch.delenv("FOI_ALERT_MAIL_TO", raising=False)
    monkeypatch.delenv("FOI_ALERT_WEBHOOK", raising=False)
    assert alerts.sensors(nightly) == []


def test_a_failed_run_is_told_by_mail_and_webhook(instance, mail, hook):
    sensor("alert_on_failure")(failed_run(instance, **{"foi/started_by": "foi run"}))
    (message,) = mail.mails
    assert message["To"] == "office@example.org, second@example.org"
    assert "运行失败" in message["Subject"]
    text = message.get_content()
    assert "disk full" in text
    assert "foi run" in text
    assert hook.bodies[0]["text"].splitlines() == text.splitlines()


def test_no_secret_is_told(instance, mail, hook):
    sensor("alert_on_failure")(failed_run(instance))
    assert "hook-secret-1" not in mail.mails[0].get_content()


def test_a_run_that_will_be_retried_is_not_told(instance, hook):
    context = failed_run(instance, **{"dagster/will_retry": "true"})
    with patch.object(type(context.dagster_run), "remote_job_origin", new="a daemon's run", create=True):
        sensor("alert_on_failure")(context)
    assert hook.bodies == []


def test_a_run_from_the_shell_is_told_because_nothing_retries_it(instance, hook):
    sensor("alert_on_failure")(failed_run(instance, **{"dagster/will_retry": "true"}))
    assert len(hook.bodies) == 1


def test_dagster_shows_the_sensor_runs_from_a_shell(instance, hook):
    from assets.definitions import defs

    def tick(cursor):
        context = dg.build_sensor_context(instance=instance, cursor=cursor, repository_def=defs.get_repository_def())
        return sensor("alert_on_failure").evaluate_tick(context).cursor

    cursor = tick(None)
    failing.execute_in_process(instance=instance, raise_on_error=False)
    cursor = tick(cursor)
    assert len(hook.bodies) == 1
    tick(cursor)
    assert len(hook.bodies) == 1


def test_one_channel_that_fails_does_not_stop_the_other(mail, hook, monkeypatch):
    monkeypatch.setattr(messages, "RETRIES", messages.Retry(total=0))
    hook.answer = (200, b'{"errcode": 93000, "errmsg": "invalid webhook url hook-secret-1"}')
    with pytest.raises(NotSent, match=r"^webhook: ValueError code 93000$"):
        messages.send(alerts.alerts(), "subject", "text")
    assert len(mail.mails) == 1


@pytest.mark.parametrize(
    ("kind", "body"), [("wecom", {"msgtype": "text", "text": {"content": "a\nb"}}), ("feishu", {"msg_type": "text", "content": {"text": "a\nb"}})]
)
def test_chat_services_get_the_body_they_expect(hook, monkeypatch, kind, body):
    monkeypatch.setenv("FOI_ALERT_WEBHOOK_KIND", kind)
    messages.send(alerts.alerts(), "a", "b")
    assert hook.bodies == [body]


def test_a_mail_server_may_ask_for_a_login(mail, monkeypatch):
    monkeypatch.setenv("FOI_ALERT_SMTP_USER", "foi")
    monkeypatch.setenv("FOI_ALERT_SMTP_PASSWORD", "letmein-123")
    messages.send(alerts.alerts(), "a", "b")
    assert mail.logins
    assert "letmein-123" not in repr(alerts.alerts())


def test_a_stale_warehouse_is_told_once(instance, hook, monkeypatch):
    def look(cursor=None):
        context = dg.build_sensor_context(instance=instance, cursor=cursor)
        return sensor("alert_on_staleness")(context).skip_message, context.cursor

    assert look()[0] == "no run has succeeded yet"
    succeeding.execute_in_process(instance=instance)
    assert look()[0].startswith("the last run succeeded on")
    monkeypatch.setenv("FOI_STALE_HOURS", "0")
    message, cursor = look()
    assert message == "stale: alert sent"
    assert look(cursor)[0] == "stale, and said so"
    assert len(hook.bodies) == 1
    assert f"{datetime.now(UTC):%Y-%m-%d}" in hook.bodies[0]["text"]


def test_settings_that_do_not_fit_are_named(monkeypatch):
    monkeypatch.setenv("FOI_ALERT_WEBHOOK_KIND", "telegraph")
    with pytest.raises(ValueError, match="FOI_ALERT_WEBHOOK_KIND must be one of plain"):
        alerts.alerts()


def test_secrets_are_struck_out(monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "topsecretkey")
    monkeypatch.setenv("FOI_ALERT_SMTP_PASSWORD", "short")
    assert without_secrets("denied for topsecretkey at short") == "denied for ••• at short"
