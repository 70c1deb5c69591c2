"""得票 over the years: what counted polls said of a person and of the people of a unit.

Only totals are read, from the results of polls; small classes are left out where results are made.
"""


def register_all() -> None:
    """Register the tab of persons and the readings; called once when the app is ready."""
    from xuanxian.access import disclosure
    from xuanxian.ballots.history import queries
    from xuanxian.registry import profile

    profile.register_tab(
        profile.ProfileTab(
            "ballot_history", "历年得票", "ballot_history:person", queries.PERMISSION, place=70
        )
    )
    disclosure.register_kind(queries.OF_PERSON, queries.PERMISSION, queries.read_person)
    disclosure.register_kind(queries.OF_UNIT, queries.PERMISSION, queries.read_unit)
