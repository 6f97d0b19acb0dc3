"""The words of an empty workbook, and of a week that is printed, in Russian and in English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    primary: str
    backup: str
    day: str
    shifts: tuple[str, str, str]  # where nobody has named them
    choose_a_name: str
    phone: str
    address: str
    staff_guard: str  # descriptions of what is guarded; {title} of the sheet
    header_guard: str
    names_guard: str
    print_guard: str
    date: str
    duty: str  # followed by the department
    week_of: str
    any_day_of_the_week: str
    weekdays: tuple[str, ...]
    legend: str
    override: str  # who is not the one of the sheet
    version: str  # {version} of the schedule, {pulled}: when it was read


RUSSIAN = Words(
    primary="Основной дежурный",
    backup="Резервный дежурный",
    day="Число",
    shifts=("Утро", "День", "Ночь"),
    choose_a_name="Выберите имя из списка; нового человека сначала впишите на лист «{staff}».",
    phone="Нужен один номер целиком, например 89991234567, без букв и добавочных.",
    address="Нужен один адрес почты, например name@example.ru.",
    staff_guard="{title}: имена, телефоны, почта",
    header_guard="{title}: шапка и числа",
    names_guard="{title}: дежурные",
    print_guard="{title}: всё, кроме даты",
    date="Дата",
    duty="Дежурство:",
    week_of="Неделя с",
    any_day_of_the_week="Понедельник недели, например 23.11.2026; годится и любой другой её день.",
    weekdays=("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    legend="В строке с датой основной дежурный, в строке с днём недели резервный."
    " Ночная смена стоит у того дня, в который она началась.",
    override="замена",
    version="Расписание: версия {version}, прочитано {pulled}",
)
ENGLISH = Words(
    primary="Primary",
    backup="Backup",
    day="Day",
    shifts=("Morning", "Afternoon", "Night"),
    choose_a_name="Choose a name of the list; write somebody new on the sheet “{staff}” first.",
    phone="It needs one whole number, such as 89991234567, without letters or an extension.",
    address="It needs one e-mail address, such as name@example.com.",
    staff_guard="{title}: names, phones, e-mail",
    header_guard="{title}: header and days",
    names_guard="{title}: people on duty",
    print_guard="{title}: all but the date",
    date="Date",
    duty="On duty:",
    week_of="Week of",
    any_day_of_the_week="The week's Monday, such as 2026-11-23; any other day of it will do.",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    legend="The line with the date has the primary, the line with the weekday the backup."
    " A night shift stands at the day on which it begins.",
    override="override",
    version="Schedule: version {version}, read {pulled}",
)


def words_of(language: str) -> Words:
    return RUSSIAN if language == "ru" else ENGLISH
