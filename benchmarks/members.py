"""Members who ask for one page after the other, each with a connection of its own."""

import http.client
import itertools
import random
import threading
import time

PATIENCE = 30


def crowd(port, members, *, seconds, pause):
    """Let every member ask for pages for so long; (page, seconds, fine) for each.

    ``members`` are pairs of a session and its pages by name. A member pauses between
    an answer and the next question, and asks its first at a random moment.
    """
    answers = []
    end = time.perf_counter() + seconds
    threads = [
        threading.Thread(
            target=_ask, args=(port, session, pages, end, pause, answers), daemon=True
        )
        for session, pages in members
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _ask(port, session, pages, end, pause, answers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    asked = list(pages.items())
    random.shuffle(asked)
    time.sleep(random.uniform(0, pause))
    for page, address in itertools.cycle(asked):
        began = time.perf_counter()
        if began >= end:
            break
        fine = _answered(connection, address, session)
        answers.append((page, time.perf_counter() - began, fine))
        time.sleep(pause)
    connection.close()


def _answered(connection, address, session):
    """Whether the page came; a connection the server has closed is opened again."""
    for _attempt in range(2):
        try:
            connection.request(
                "GET", address, headers={"Cookie": f"sessionid={session}"}
            )
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
        else:
            return answer.status == http.HTTPStatus.OK
    return False
