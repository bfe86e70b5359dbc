"""An open project file and what it is judged by: settings, answers to questions, reviews of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.project import reviews
from siting.project.open_file import OpenFile
from siting.project.settings import checked_settings
from siting.rules.answers import Answer

if TYPE_CHECKING:
    from datetime import date

    from siting.project.state import Status


class JudgedFile(OpenFile):
    """An open project file whose settings, answers and reviews can be changed."""

    def set_setting(self, name: str, value: object) -> None:
        """Return nothing; keep a setting, or forget it when the value is None.

        Parameters
        ----------
        name : str
            ``packs``, ``on``, ``ladder``, ``target_height_m``, ``overrides``, ``tolerance`` as
            `siting.assess` takes them, ``lang``, or a name of one's own.
        value : object
            Text, numbers, lists and mappings of these.
        """
        with self._lock:
            kept = checked_settings({**self.settings, name: value})
            with self._changing(self.scene) as connection:
                connection.execute("DELETE FROM siting_settings WHERE name = ?", (name,))
                if name in kept:
                    row = (name, kept[name])
                    connection.execute("INSERT INTO siting_settings VALUES (?, ?)", row)

    def set_answer(
        self,
        duty_id: str,
        subject_id: str = "scene",
        *,
        answer: str | None,
        name: str = "",
        date: str | date | None = None,
        reference: str = "",
    ) -> None:
        """Return nothing; keep an answer to a question of a pack, or take it back.

        Parameters
        ----------
        duty_id, subject_id : str
        answer : {'yes', 'no', 'not_applicable'} or None
            None takes back what was answered.
        name : str
            Who answers.
        date : str, datetime.date or None
            Day of the answer; on earlier days it is not heard.
        reference : str
            Paper it rests on.

        Raises
        ------
        InputError
            When there is no such question or subject, or nobody's name.
        """
        given = None
        if answer is not None:
            given = Answer(
                duty_id=duty_id,
                subject_id=subject_id,
                answer=answer,
                name=name,
                date=reviews.day_of(date, "date"),
                reference=reference,
            )
        with self._lock:
            if given is not None:
                reviews.checked_answer(given, self.scene, self.settings)
            with self._changing(self.scene) as connection:
                if given is None:
                    reviews.take_answer(connection, duty_id, subject_id)
                else:
                    reviews.put_answer(connection, given)

    def review(
        self,
        finding_id: str,
        *,
        status: Status,
        reason: str = "",
        name: str = "",
        comment: str = "",
        date: str | date | None = None,
        until: str | date | None = None,
    ) -> None:
        """Return nothing; keep what is said of a finding, in the place of what was said before.

        Parameters
        ----------
        finding_id : str
        status : {'open', 'accepted', 'cured'}
            An accepted finding is waived: it needs reason and name.
        reason, name, comment : str
        date, until : str, datetime.date or None
            First and last day on which it is accepted; None is without end.

        Raises
        ------
        InputError
            When it accepts without reason or name.
        """
        reviews.refuse_review(finding_id, status=status, reason=reason, name=name)
        days = [reviews.day_of(day, field) for field, day in (("date", date), ("until", until))]
        first, last = (None if day is None else str(day) for day in days)
        with self._lock, self._changing(self.scene) as connection:
            reviews.put_review(
                connection,
                finding_id,
                status=status,
                reason=reason.strip(),
                name=name.strip(),
                comment=comment.strip(),
                days=(first, last),
            )
