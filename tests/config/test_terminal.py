import io

from config.terminal import Screen


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_file_gets_only_the_lines_that_stay():
    file = io.StringIO()
    screen = Screen(file, {})

    screen.show("waiting")
    screen.say(screen.bold("done"))

    assert file.getvalue() == "done\n"


def test_a_terminal_gets_one_line_drawn_again():
    terminal = Terminal()
    screen = Screen(terminal, {"TERM": "xterm"})

    screen.show("waiting 1")
    screen.show("waiting 2")
    screen.say("done")

    assert terminal.getvalue() == "waiting 1\r\x1b[Kwaiting 2\r\x1b[Kdone\n"


def test_no_color_is_respected():
    assert Screen(Terminal(), {"NO_COLOR": "1"}).bold("done") == "done"
    assert Screen(Terminal(), {}).bold("done") == "\x1b[1mdone\x1b[0m"
