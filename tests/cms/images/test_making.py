"""When the files of images are made, and by whom."""

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import transaction

from cms.images.presets import ImagePreset, wanted_specs
from cms.images.renditions import make_renditions, renditions_of, stored_files
from cms.images.signals import renditions_postponed
from cms.images.tasks import prepare_image
from cms.models import CustomImage, Rendition
from tests.cms.images.pictures import files, picture
from tests.factories import ContentPageFactory, NetworkFactory


def test_the_files_are_made_after_the_commit_of_a_save(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        image = picture()
        assert Rendition.objects.count() == 0

    assert image.renditions.count() == len(wanted_specs(image))


def test_a_save_that_is_rolled_back_makes_none(media, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        try:
            with transaction.atomic():
                picture()
                raise LookupError
        except LookupError:
            pass

    assert callbacks == []
    assert Rendition.objects.count() == 0


def test_a_save_that_leaves_the_file_alone_asks_for_nothing(django_capture_on_commit_callbacks):
    image = picture()

    with django_capture_on_commit_callbacks() as callbacks:
        image.credit = "Nadia"
        image.save(update_fields=["credit"])

    assert callbacks == []


def test_a_load_can_leave_the_files_to_the_command(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, renditions_postponed():
        picture()

    assert callbacks == []


@pytest.mark.parametrize("kind", ["page", "snippet"])
def test_a_publication_makes_what_its_images_lack(home, kind, django_capture_on_commit_callbacks):
    used, other = picture(), picture()
    if kind == "page":
        published = ContentPageFactory(parent=home, social_image=used)
    else:
        published = NetworkFactory(logo=used)

    with django_capture_on_commit_callbacks(execute=True):
        published.save_revision().publish()

    assert used.renditions.count() == len(wanted_specs(used))
    assert other.renditions.count() == 0


def test_a_broken_file_is_logged_and_stops_nobody(
    media, caplog, django_capture_on_commit_callbacks
):
    image = picture()
    Path(image.file.path).write_bytes(b"no picture")

    with django_capture_on_commit_callbacks(execute=True):
        image.save()

    assert Rendition.objects.count() == 0
    assert "prepare_image" in caplog.text
    assert "UnidentifiedImageError" in caplog.text


def test_a_file_that_cannot_be_looked_at_is_stored_without_a_placeholder(caplog):
    image = CustomImage(file=ContentFile(b"no picture", name="x.jpg"), width=1, height=1)

    image.look_at_file()

    assert (image.placeholder, image.has_transparency) == ("", False)
    assert "Can't compute a placeholder" in caplog.text


def test_the_task_of_an_image_deleted_meanwhile_does_nothing():
    result = prepare_image.enqueue(404)

    assert result.return_value == 0


# --- Reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 20])
def test_the_files_of_many_images_are_looked_up_in_one_query(count, django_assert_num_queries):
    for _ in range(count):
        make_renditions(picture(64, 48))
    images = list(CustomImage.objects.all())

    with django_assert_num_queries(1):
        found = renditions_of(images)
        sources = [stored_files(image, preset) for image in images for preset in ImagePreset]

    assert {len(rows) for rows in found.values()} == {len(wanted_specs(images[0]))}
    assert len(found) == count
    assert all(sources)


def test_images_that_know_their_files_are_not_looked_up_again(django_assert_num_queries):
    images = [picture(64, 48), picture(64, 48)]
    renditions_of(images)

    with django_assert_num_queries(0):
        found = renditions_of(images)

    assert found == {image.pk: [] for image in images}


# --- The command ---------------------------------------------------------------------------------


def every_row():
    return list(Rendition.objects.order_by("pk").values_list("pk", "filter_spec", "file"))


def prepare(*options):
    output = io.StringIO()
    call_command("prepare_renditions", *options, verbosity=0, stdout=output)
    return output.getvalue()


def test_the_command_makes_what_is_missing_and_the_second_time_nothing(media):
    images = [picture(), picture(64, 48)]
    CustomImage.objects.update(placeholder="")  # stored before placeholders existed
    total = sum(len(wanted_specs(image)) for image in images)

    first = prepare()
    rows, stored = every_row(), files(media)
    second = prepare()

    assert f"{total}." in first
    assert second == "Déclinaisons préparées : 0.\n"
    assert (every_row(), files(media)) == (rows, stored)
    assert not CustomImage.objects.filter(placeholder="").exists()


def test_the_command_can_make_all_again(media, django_capture_on_commit_callbacks):
    picture()
    prepare()
    before = every_row()

    with django_capture_on_commit_callbacks(execute=True):
        prepare("--again")

    after = every_row()
    assert {spec for _pk, spec, _file in after} == {spec for _pk, spec, _file in before}
    assert {pk for pk, _spec, _file in after}.isdisjoint({pk for pk, _spec, _file in before})
    assert len(files(media)) == len(after)


def test_the_command_prunes_what_no_preset_wants_and_leaves_the_admins_own_files():
    image = picture()
    prepare()
    rows = every_row()
    old, admins = "fill-77x77|format-webp", "max-165x165"
    for spec in (old, admins):
        Rendition.objects.create(image=image, filter_spec=spec, file=image.file)

    kept = prepare("--again")
    pruned = prepare("--prune")

    assert "supprimées" not in kept
    assert "Déclinaisons supprimées : 1." in pruned
    assert {spec for _pk, spec, _file in every_row()} == {
        *(spec for _pk, spec, _file in rows),
        admins,
    }


def test_the_command_names_the_broken_image_and_makes_the_others(media):
    broken, sound = picture(title="Cassée"), picture()
    Path(broken.file.path).write_bytes(b"no picture")

    with pytest.raises(CommandError, match="Cassée"):
        prepare()

    assert sound.renditions.count() == len(wanted_specs(sound))
