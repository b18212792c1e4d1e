"""The rows that must stand in a tab, whatever happened to it and to the journal that writes it.

As a rule: a row for each event, or for each message, less those that people deleted. Two things shift
that, and both are exact:

- After `rebuild` the tab is a new one: it holds all, also what people had deleted from the old one.
- After `adopt` the journal and the tab part. What stands in the tab stays as it is, and the journal does
  not look at it again: with --skip its entries count as written whether the tab has them or not (those
  that a lost journal had not come to are missing until a rebuild), with --write those that it holds as
  unwritten are written, also where the tab has them already (they are there twice until a rebuild).
  Where rows are kept current the old ones stand under keys that the journal does not know any more: they
  show for good what they showed at that moment.
"""
import collections

from messages import funnel
from traffic import key_of, row_of


class Expected:
    """What one tab must hold. `things`: from updates to what has a row (an event, a message) and its row."""

    def __init__(self, things):
        self.things = things
        self.rebuilt()

    @property
    def is_whole(self):
        """Whether the tab holds everything but what people deleted."""
        return not self.covered

    def rebuilt(self):
        """It is a new tab with all rows."""
        self.adopted([], [])

    def adopted(self, standing, covered, again=(), keys=(), emptied=()):
        """These rows stand there; these things have no other row, whatever comes; these rows come again.

        `keys`: What rows stand for that are kept current from then on no more; `emptied`: of which of them no
        row stands there any more.
        """
        self.others, self.emptied = set(keys), set(emptied)
        self.standing = collections.Counter(map(tuple, [*standing, *again]))
        self.covered = set(covered)
        self.deleted = collections.Counter()

    def rows(self, updates):
        """How often each row must be there, but for those that people deleted since."""
        wanted = collections.Counter(self.standing)
        wanted.update(tuple(row) for thing, row in self.things(updates).items() if thing not in self.covered)
        return wanted


def events(updates):
    """The row of each event: of a message and a status."""
    return {key_of(item): [*row_of(item)[:-1], description(item)] for item in updates}


def messages(updates):
    """The row of each message."""
    found = collections.defaultdict(dict)
    for item in updates:
        found[item["id"]][key_of(item)] = item
    return {name: funnel(list(items.values()))[0] for name, items in found.items()}


def description(item):
    return item["errors"][0]["title"] if "errors" in item else ""
