"""Plain values -> a pydantic model; every mistake named in German with its line."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from yamlsource.document import Document, Location
from yamlsource.problems import InvalidSource

Model = TypeVar("Model", bound=BaseModel)

_KEY_AND_VALUE = 2

_MESSAGES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: "Diese Angabe fehlt.",
    "string_type": lambda _: "Hier muss Text stehen.",
    "string_too_short": lambda _: "Der Text ist leer oder zu kurz.",
    "string_too_long": lambda c: f"Der Text ist zu lang (höchstens {c['max_length']} Zeichen).",
    "string_pattern_mismatch": lambda c: f"Der Wert hat nicht die erwartete Form ({c['pattern']}).",
    "list_type": lambda _: "Hier muss eine Liste stehen (Zeilen mit „- “ davor).",
    "tuple_type": lambda _: "Hier muss eine Liste stehen (Zeilen mit „- “ davor).",
    "dict_type": lambda _: "Hier müssen Angaben der Form „Schlüssel: Wert“ stehen.",
    "model_type": lambda _: "Hier müssen Angaben der Form „Schlüssel: Wert“ stehen.",
    "model_attributes_type": lambda _: "Hier müssen Angaben der Form „Schlüssel: Wert“ stehen.",
    "too_short": lambda c: f"Hier sind mindestens {c['min_length']} Angaben nötig.",
    "too_long": lambda c: f"Hier sind höchstens {c['max_length']} Angaben erlaubt.",
    "int_parsing": lambda _: "Hier muss eine ganze Zahl stehen.",
    "int_type": lambda _: "Hier muss eine ganze Zahl stehen.",
    "float_parsing": lambda _: "Hier muss eine Zahl stehen.",
    "float_type": lambda _: "Hier muss eine Zahl stehen.",
    "bool_parsing": lambda _: "Hier muss ja (true) oder nein (false) stehen.",
    "date_from_datetime_parsing": lambda _: "Hier muss ein Datum der Form JJJJ-MM-TT stehen.",
    "date_parsing": lambda _: "Hier muss ein Datum der Form JJJJ-MM-TT stehen.",
    "date_type": lambda _: "Hier muss ein Datum der Form JJJJ-MM-TT stehen.",
    "greater_than": lambda c: f"Der Wert muss größer als {c['gt']} sein.",
    "greater_than_equal": lambda c: f"Der Wert muss mindestens {c['ge']} sein.",
    "less_than": lambda c: f"Der Wert muss kleiner als {c['lt']} sein.",
    "less_than_equal": lambda c: f"Der Wert darf höchstens {c['le']} sein.",
    "literal_error": lambda c: f"Erlaubt sind: {c['expected'].replace(' or ', ' oder ')}.",
    "enum": lambda c: f"Erlaubt sind: {c['expected'].replace(' or ', ' oder ')}.",
    "value_error": lambda c: str(c["error"]),
}


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word a misspelt one probably meant, or None."""
    matches = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def validate(document: Document, model: type[Model]) -> Model:
    """Turn a document into ``model``.

    Messages of ``ValueError`` raised by the model's own validators are shown as they are, so they must be German.

    Raises:
        InvalidSource: with every mistake of the document.
    """
    value = {} if document.value is None else document.value
    try:
        return model.model_validate(value)
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise InvalidSource([document.problem(_place(d), _message(d, model)) for d in details]) from error


def _place(detail: ErrorDetails) -> Location:
    # Pydantic adds the member of a union and "[key]" to the path; neither is in the file.
    return tuple(part for part in detail["loc"] if not (isinstance(part, str) and part.startswith(("[", "function-"))))


def _message(detail: ErrorDetails, model: type[BaseModel]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(detail, model)
    if kind in _MESSAGES:
        return _MESSAGES[kind](context)
    return f"Der Wert passt nicht ({detail['msg']})."


def _unknown_key(detail: ErrorDetails, model: type[BaseModel]) -> str:
    *parents, key = _place(detail)
    known = _fields(model, parents)
    guess = nearest(str(key), known)
    if guess:
        return f"Diesen Schlüssel gibt es nicht. Meinten Sie „{guess}“?"
    return f"Diesen Schlüssel gibt es nicht. Möglich sind: {', '.join(known)}." if known else "Unbekannter Schlüssel."


def _fields(model: type[BaseModel], parents: list[str | int]) -> list[str]:
    """The keys allowed at a place, found by following the model's annotations."""
    current: Any = model
    for part in parents:
        current = _step(current, part)
    current = _bare(current)
    return list(current.model_fields) if isinstance(current, type) and issubclass(current, BaseModel) else []


def _step(annotation: Any, part: str | int) -> Any:
    """The annotation of what stands under a key or at a position."""
    annotation = _bare(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(str(part))
        return field.annotation if field is not None else None
    arguments = get_args(annotation)
    if get_origin(annotation) is dict and len(arguments) == _KEY_AND_VALUE:
        return arguments[1]
    return arguments[0] if arguments else None


def _bare(annotation: Any) -> Any:
    """The model in ``Model | None`` or ``Annotated[Model, …]``; anything else as it is."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return next((_bare(part) for part in get_args(annotation) if part is not NoneType), annotation)
    return annotation
