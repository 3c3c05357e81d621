from django.db.models import QuerySet


def remove(rows: QuerySet) -> None:
    """Delete rows and whatever hangs on them, below first; the caller knows they may.

    Only rows for practice: the database refuses all others.
    """
    model = rows.model
    for relation in model._meta.related_objects:
        if relation.many_to_many or relation.related_model is model:
            continue
        held = {f"{relation.field.name}__in": rows}
        below = relation.related_model._base_manager.filter(**held)
        if below.exists():
            remove(below)
    rows._raw_delete(rows.db)
