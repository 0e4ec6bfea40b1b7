"""What tests of the import do again and again."""


def only(plan):
    """Return the plan's one step."""
    assert len(plan.steps) == 1
    return plan.steps[0]


def edit(page, user, publish=True, **values):
    """Change a sheet as a person does in the admin."""
    page = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(page, name, value)
    revision = page.save_revision(user=user, log_action=True)
    if publish:
        revision.publish(user=user)
