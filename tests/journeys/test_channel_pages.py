"""V5: a channel opened, dressed, shared, followed and thrown away, by keys, clicks and drops."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication
from sqlalchemy import update

from app.kernel.gateway import Changes
from models.core.tables import Member
from models.video.channel_queries import OneChannel, OwnChannels
from models.video.commands import channel_of
from models.video.entities import ChannelCard, Privacy
from models.video.queries import LibraryPage
from models.video.tables import Channel, Video
from tests.support.films import GREEN, Cinema, small
from tests.support.house import House
from tests.support.video_world import landscape
from views.video.channel_page import ChannelPage
from views.video.channels_page import ChannelsPage
from views.video.subscriptions_page import SubscriptionsPage
from views.video.trash_page import Confirmation
from views.video.workspace import VideoWorkspace
from views.widgets.states import StateView
from views.widgets.theme import theme


def video(house: House) -> VideoWorkspace:
    house.window.resize(1440, 900)
    theme().set_reduced_motion(True)
    house.press("Ctrl+2")
    made = house.window.stack.workspace("video")
    assert isinstance(made, VideoWorkspace)
    return made


def own(house: House) -> tuple[ChannelCard, ...]:
    return house.services.gateway.ask_now(OwnChannels(actor=house.account))


def open_channel(house: House, name: str = "Kitchen Lab") -> ChannelPage:
    """Create a channel by typing its name."""
    workspace = video(house)
    workspace.visit("channels")
    page = workspace.page
    assert isinstance(page, ChannelsPage)
    page.name.setFocus()
    house.write(name)
    house.press("Return")
    house.until(lambda: isinstance(workspace.page, ChannelPage) and workspace.page.title == name)
    made = workspace.page
    assert isinstance(made, ChannelPage)
    return made


def picture(folder: Path, name: str, width: int, height: int) -> Path:
    path = folder / name
    assert landscape(200, max(width, height * 2)).copy(0, 0, width, height).save(str(path))
    return path


def test_a_channel_is_opened_by_its_name_and_customised_in_place(house: House) -> None:
    page = open_channel(house)
    assert house.window.top.breadcrumb.accessibleName() == "Video / Channels / Kitchen Lab"
    assert "@kitchen-lab" in page.header.facts.text() and not page.header.follow.isVisible()
    house.click(page.header.customise)
    panel = page._panel
    assert panel is not None
    house.until(panel.name.hasFocus)
    house.press("Ctrl+A")
    house.write("The Lab")
    house.press("Tab")
    house.until(lambda: page.header.name.text() == "The Lab")
    house.press("Ctrl+A")
    house.write("no good")
    house.press("Tab")
    house.until(lambda: "letters and digits" in panel.rows["handle"].error)
    house.press("Ctrl+A")
    house.write("the.lab")
    panel.about.setFocus()
    house.write("Bread, slowly.")
    panel.links.setFocus()
    house.until(lambda: "@the.lab" in page.header.facts.text() and page.header.about.text())
    house.write("Recipes example.org/bread")
    panel.name.setFocus()
    house.until(lambda: [link.text() for link in page.about.links] == ["Recipes"])
    assert page.about.links[0].toolTip() == "https://example.org/bread"
    house.press("Esc", "Ctrl+Z")
    house.until(lambda: not page.about.links)


def test_pictures_dropped_on_their_places_are_cut_to_fit(house: House, tmp_path: Path) -> None:
    page = open_channel(house)
    house.drop([picture(tmp_path, "wide.png", 900, 600)], page.header.banner)
    house.until(lambda: not page.header.banner._picture.isNull(), 30)
    assert page.header.banner._picture.size().toTuple() == (1920, 320)
    house.drop([picture(tmp_path, "face.png", 500, 300)], page.header.picture)
    house.until(lambda: page.header.picture._picture is not None, 30)
    shown = page.header.picture._picture
    assert isinstance(shown, QPixmap) and shown.size().toTuple() == (256, 256)
    wrong = tmp_path / "no.jpg"
    wrong.write_text("not a picture")
    house.drop([wrong], page.header.banner)
    said = [notice.text for notice in house.nonet.notices.history]
    house.until(lambda: any("not a picture" in n.text for n in house.nonet.notices.history), 30)
    assert said is not None and own(house)[-1].banner


def test_a_film_dropped_on_a_channel_goes_into_it_and_uploads_can_go_there_always(
    house: House, tmp_path: Path
) -> None:
    page = open_channel(house)
    assert page.desk.card is not None
    channel = page.desk.card.id
    house.drop([small(tmp_path, seconds=1)])
    cards = LibraryPage(actor=house.account, channel=channel)
    house.until(lambda: house.services.gateway.ask_now(cards).total == 1, 30)
    assert video(house).page is page, "one stays where one is"
    house.click(page.header.customise)
    panel = page._panel
    assert panel is not None
    house.until(panel.isVisible)
    panel.uploads.setFocus()
    house.press("Space")
    house.until(lambda: [c.uploads_go_here for c in own(house) if c.id == channel] == [True])
    house.press("Esc")
    video(house).visit("")
    house.drop([small(tmp_path, "Second.mp4", 1, "blue")])
    house.until(lambda: house.services.gateway.ask_now(cards).total == 2, 30)
    house.until(lambda: all(not job.is_open for job in house.services.uploads.all()), 60)


def test_a_channel_goes_to_the_trash_with_its_videos_and_comes_back(house: House) -> None:
    page = open_channel(house)
    house.click(page.header.customise)
    panel = page._panel
    assert panel is not None
    house.until(panel.remove.isVisible)
    panel.remove.setFocus()
    house.press("Space")
    asked = house.find(Confirmation)
    assert asked.sentence.text() == "Delete “Kitchen Lab”?" and house.focus is asked.no
    asked.yes.setFocus()
    house.press("Space")
    workspace = video(house)
    house.until(lambda: isinstance(workspace.page, ChannelsPage))
    channels = workspace.page
    assert isinstance(channels, ChannelsPage)
    house.until(lambda: [row.card.trashed_at is not None for row in channels.rows][-1:] == [True])
    house.press("Ctrl+Z")
    house.until(lambda: own(house)[-1].trashed_at is None)


def other_channel(house: House) -> None:
    """Somebody else's channel with two public videos."""
    house.add_videos("Fresh bread", "Old bread", audience="public", privacy="public")
    give_away(house)


def give_away(house: House) -> None:
    """The person's first channel was always somebody else's."""
    channel = channel_of(house.account)

    def give(connection: object) -> None:
        with connection.begin():  # type: ignore[attr-defined]
            connection.execute(  # type: ignore[attr-defined]
                update(Member).where(Member.space_id == channel).values(account_id=channel)
            )
            connection.execute(update(Channel).values(owner=channel, name="Plot 31"))  # type: ignore[attr-defined]

    house.services.gateway.serve(give).result()
    house.services.gateway.changed.emit(Changes(frozenset({"channel"}), frozenset({channel})))


def test_subscribed_its_videos_come_and_what_is_unseen_is_marked(house: House) -> None:
    other_channel(house)
    workspace = video(house)
    workspace.visit("subscriptions")
    page = workspace.page
    assert isinstance(page, SubscriptionsPage)
    house.until(lambda: page.library.total == 0)
    workspace.visit(f"channel/{channel_of(house.account)}")
    channel = workspace.page
    assert isinstance(channel, ChannelPage)
    house.until(channel.header.follow.isVisible)
    assert not channel.header.customise.isVisible()
    house.click(channel.header.follow)
    house.until(channel.header.unfollow.isVisible)
    house.until(lambda: "1 subscriber" in channel.header.facts.text())
    house.press("Alt+2")
    house.until(lambda: page.isVisible() and page.library.total == 2)
    said = [str(page.items.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(2)]
    assert all(text.endswith("new") for text in said) and {text.split(",")[0] for text in said} == {
        "Fresh bread", "Old bread",
    }  # fmt: skip
    house.until(lambda: [chip.text() for chip in page.chips] == ["Plot 31"])
    house.press("Ctrl+Z")
    house.until(lambda: page.library.total == 0)


def test_one_subscribes_beside_the_name_of_the_channel_that_is_watched(
    cinema: Cinema, tmp_path: Path
) -> None:
    house, workspace = cinema.house, cinema.workspace
    channel = channel_of(house.account)
    line = workspace.watch.about.channel
    cinema.watch(GREEN)
    house.until(lambda: "No subscribers yet" in line.facts.text())
    assert not line.follow.isVisible() and not line.unfollow.isVisible(), "it is one's own"
    house.click(line.name)
    page = workspace.page
    assert isinstance(page, ChannelPage)
    house.until(page.header.customise.isVisible)
    house.drop([picture(tmp_path, "face.png", 500, 300)], page.header.picture)
    house.until(lambda: line.avatar._picture is not None, 30)

    def publish(connection: object) -> None:
        with connection.begin():  # type: ignore[attr-defined]
            connection.execute(update(Video).values(audience="public", privacy="public"))  # type: ignore[attr-defined]

    house.services.gateway.serve(publish).result()
    give_away(house)
    workspace.visit("")
    cinema.watch(GREEN)
    house.until(line.follow.isVisible)
    house.click(line.follow)
    house.until(line.unfollow.isVisible)
    house.until(lambda: line.facts.text().startswith("1 subscriber ·"))
    assert not line.follow.isVisible()
    house.until(lambda: line.facts.text().endswith("Public"))
    house.press("Ctrl+Z")
    house.until(line.follow.isVisible)
    card = cinema.card(GREEN)
    assert card.channel_picture and card.space_id == channel
    workspace.visit("")
    thumbnails = workspace.parts.thumbnails
    house.until(lambda: card.channel_picture in thumbnails._kept)
    face = thumbnails._kept[card.channel_picture]
    assert face.width() == face.height(), "round, so it is cut square"


def test_a_channel_is_searched_and_a_link_opens_its_part(cinema: Cinema) -> None:
    house = cinema.house
    for card in cinema.cards():
        assert card.privacy is Privacy.PRIVATE
    channel = channel_of(house.account)
    house.window.go(f"nonet://video/channel/{channel}/about")
    page = cinema.workspace.page
    assert isinstance(page, ChannelPage)
    house.until(lambda: page.about.isVisible() and page.title)
    house.press("Ctrl+F")
    house.write("long")
    house.until(lambda: page.library.total == 1)
    assert page.items.index(0).data() == "The long film"
    house.press("Esc")
    house.until(lambda: page.library.total == 3)
    handle = house.services.gateway.ask_now(OneChannel(actor=house.account, channel_id=channel)).handle
    house.click(page.header.copy)
    assert QApplication.clipboard().text() == f"nonet://video/channel/@{handle}"
    cinema.workspace.visit("")
    house.window.go(QApplication.clipboard().text())
    house.until(lambda: page.isVisible() and page.title != "")
    house.window.go("nonet://video/channel/@nobody")
    house.until(lambda: "does not exist" in " ".join(view.accessibleName() for view in house.seen(StateView)))
