"""What may pass by itself is tried again, what will not is told at once."""

import errno
from types import SimpleNamespace

import dagster as dg
import pytest

from assets.workspace import RETRIES, with_retries


def asset(number):
    @with_retries
    def failing(context, workspace):
        yield "half"
        raise OSError(number, "as the system says")

    return list(failing(SimpleNamespace(retry_number=2), None))


def test_a_share_that_does_not_answer_is_tried_again_after_longer_and_longer():
    with pytest.raises(dg.RetryRequested) as asked:
        asset(errno.ESTALE)
    assert (asked.value.max_retries, asked.value.seconds_to_wait) == (RETRIES, 20)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_full_disk_and_a_folder_that_must_not_be_written_are_told_at_once(number):
    with pytest.raises(OSError, match="as the system says"):
        asset(number)
