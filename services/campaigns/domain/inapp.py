"""Legal in-app messages (campaigns spec §6.2, §13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counterpoint.type.v1.type_pb2 import CampaignInAppMessage, InAppMessageButton, InAppMessageContent

Fault = tuple[str, str]
MOST_CONTENT, MOST_CUSTOM = 5, 10
LONGEST_HEADER, LONGEST_BODY, LONGEST_BUTTON = 64, 150, 64
LAYOUTS = ("BOTTOM_BANNER", "TOP_BANNER", "OVERLAYS", "MOBILE_FEED", "MIDDLE_BANNER", "CAROUSEL")
_ALIGNMENTS = ("LEFT", "CENTER", "RIGHT")
_BUTTON_ACTIONS = ("LINK", "DEEP_LINK", "CLOSE")
_IMAGES = (".jpg", ".jpeg", ".png")


def faults(message: CampaignInAppMessage, path: str) -> list[Fault]:
    """What is wrong with an in-app message at this wire path."""
    found: list[Fault] = []
    if message.layout and message.layout not in LAYOUTS:
        found.append((f"{path}.Layout", f"must be one of {', '.join(LAYOUTS)}"))
    if len(message.content) > MOST_CONTENT:
        found.append((f"{path}.Content", f"may hold at most {MOST_CONTENT} items"))
    elif len(message.content) > 1 and message.layout != "CAROUSEL":
        found.append((f"{path}.Content", "may hold one item only, except with Layout CAROUSEL"))
    if len(message.custom_config) > MOST_CUSTOM:
        found.append((f"{path}.CustomConfig", f"may hold at most {MOST_CUSTOM} pairs"))
    for i, content in enumerate(message.content):
        found.extend(_content_faults(content, f"{path}.Content[{i}]"))
    return found


def _content_faults(content: InAppMessageContent, path: str) -> list[Fault]:
    found: list[Fault] = []
    if content.HasField("body_config"):
        body = content.body_config
        found.extend(
            _text_faults(body.alignment, body.text_color, body.body, f"{path}.BodyConfig", "Body", LONGEST_BODY)
        )
    if content.HasField("header_config"):
        header = content.header_config
        found.extend(
            _text_faults(
                header.alignment, header.text_color, header.header, f"{path}.HeaderConfig", "Header", LONGEST_HEADER
            )
        )
    if content.image_url and not content.image_url.lower().split("?")[0].endswith(_IMAGES):
        found.append((f"{path}.ImageUrl", "must name a .jpg or .png image"))
    for name, wire in (("primary_btn", "PrimaryBtn"), ("secondary_btn", "SecondaryBtn")):
        if content.HasField(name):
            found.extend(_button_faults(getattr(content, name), f"{path}.{wire}"))
    return found


def _text_faults(alignment: str, color: str, text: str, path: str, member: str, longest: int) -> list[Fault]:
    found: list[Fault] = []
    if alignment not in _ALIGNMENTS:
        found.append((f"{path}.Alignment", f"must be one of {', '.join(_ALIGNMENTS)}"))
    if not color:
        found.append((f"{path}.TextColor", "is required"))
    if not 1 <= len(text) <= longest:
        found.append((f"{path}.{member}", f"must have 1 to {longest} characters"))
    return found


def _button_faults(button: InAppMessageButton, path: str) -> list[Fault]:
    found: list[Fault] = []
    if button.HasField("default_config"):
        default = button.default_config
        if not 1 <= len(default.text) <= LONGEST_BUTTON:
            found.append((f"{path}.DefaultConfig.Text", f"must have 1 to {LONGEST_BUTTON} characters"))
        if default.button_action == "CLOSE" and default.link:
            found.append((f"{path}.DefaultConfig.Link", "must be absent with ButtonAction CLOSE"))
    for name, wire in (("default_config", "DefaultConfig"), ("android", "Android"), ("ios", "IOS"), ("web", "Web")):
        if button.HasField(name) and getattr(button, name).button_action not in _BUTTON_ACTIONS:
            found.append((f"{path}.{wire}.ButtonAction", f"must be one of {', '.join(_BUTTON_ACTIONS)}"))
    return found
