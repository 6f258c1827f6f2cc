"""A token of a chat, or the address of a webhook, is in the source.

## Why is this bad?

The token is the bot, with all that it may read and write; a webhook's address is all that is needed to write to its
channel in the owner's name.

## Example

```python
from slack_sdk import WebClient

client = WebClient(token="xoxb-…")
```

## Use instead

```python
import os

from slack_sdk import WebClient

client = WebClient(token=os.environ["SLACK_BOT_TOKEN"])
```

## Limits

Tokens that have no letters of their own are found by the name that they are given.
"""

from backlint.checksums import decoded
from backlint.formats import ALPHANUMERIC, HEXADECIMAL, LOWER, URLSAFE, UUID, named, prefixed, written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

SLACK = "api.slack.com/apps, OAuth & permissions"
DISCORD = "discord.com/developers/applications"


def names_account(token: str) -> bool:
    """Whether the first part decodes to the number of an account, as it does in every token of Discord."""
    number = decoded(token.partition(".")[0])
    return number is not None and number.isdigit() and 17 <= len(number) <= 20


FORMATS = (
    # https://docs.slack.dev/authentication/tokens
    prefixed("a Slack bot token", "xoxb-", "0-9", (9, 14), SLACK, then="-[A-Za-z0-9-]{18,60}"),
    prefixed(
        "a Slack user token",
        ("xoxp-", "xoxs-", "xoxo-", "xoxa-", "xoxr-"),
        "",
        0,
        SLACK,
        then=r"(?:\d-)?\d{9,14}-[A-Za-z0-9-]{20,180}",
    ),
    prefixed("a Slack app token", "xapp-", "0-9", 1, SLACK, then="-[A-Z0-9]{8,14}-[0-9]{9,14}-[a-f0-9]{40,80}"),
    prefixed("a Slack configuration token", "xoxe.xoxp-", "0-9", 1, SLACK, then="-[A-Za-z0-9]{140,180}"),
    prefixed("a Slack refresh token", "xoxe-", "0-9", 1, SLACK, then="-[A-Za-z0-9]{140,180}"),
    prefixed(
        "a Slack session token",
        ("xoxc-",),
        "0-9",
        (9, 14),
        "slack.com, sign out of all sessions",
        then="-[0-9]{9,14}-[0-9]{9,14}-[a-f0-9]{64}",
    ),
    written(
        "a Slack webhook",
        "hooks.slack",
        r"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/T[A-Z0-9]{8,12}/(?:[AB][A-Z0-9]{8,12}|\d{9,20})/(?:\d{15,20}/)?([A-Za-z0-9]{20,36})(?![A-Za-z0-9_-])",
        "api.slack.com/apps, Incoming webhooks",
    ),
    # https://discord.com/developers/docs/reference#authentication
    prefixed(
        "the token of a Discord bot",
        ("M", "N", "O"),
        URLSAFE,
        (23, 27),
        DISCORD,
        then=r"\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,45}",
        valid=names_account,
        precision=Precision.VERY_HIGH,
    ),
    written(
        "a Discord webhook",
        ("discord.com/api/", "discordapp.com/api/"),
        r"discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/\d{17,20}/([A-Za-z0-9_-]{60,70})(?![A-Za-z0-9_-])",
        "the channel's settings, Integrations",
        min_entropy=4.0,
    ),
    named("a Discord client secret", "discord", URLSAFE, 32, DISCORD, min_entropy=3.8),
    # https://core.telegram.org/bots/api#authorizing-your-bot
    written(
        "the token of a Telegram bot",
        ":aa",
        r"(?<![A-Za-z0-9_:-])(?:bot)?(\d{8,10}:AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_-])",
        "BotFather, /revoke",
        before=13,
        min_entropy=3.5,
    ),
    written(
        "a Microsoft Teams webhook",
        ".webhook.office.com/webhookb2/",
        rf"\.webhook\.office\.com/webhookb2/{UUID}@{UUID}/IncomingWebhook/([a-f0-9]{{32}}/{UUID})",
        "the channel's connectors",
    ),
    written(
        "the address of a Logic App",
        ".logic.azure.com",
        r"\.logic\.azure\.com(?::443)?/workflows/[a-f0-9]{32}/triggers/[^\s\"'<>]{1,200}?sig=([A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])",
        "portal.azure.com, the logic app's access keys",
    ),
    written(
        "a Google Chat webhook",
        "chat.googleapis.com/v1/spaces/",
        r"chat\.googleapis\.com/v1/spaces/[A-Za-z0-9_-]{8,20}/messages\?key=[A-Za-z0-9_-]{39}&token=([A-Za-z0-9_-]{40,50})(?![A-Za-z0-9_-])",
        "the space's settings, Apps & integrations",
    ),
    written(
        "a Feishu or Lark webhook",
        "/open-apis/bot/v2/hook/",
        rf"/open-apis/bot/v2/hook/({UUID})(?![\w-])",
        "the group's settings, Bots",
    ),
    written(
        "a DingTalk webhook",
        "oapi.dingtalk.com/robot/send",
        r"oapi\.dingtalk\.com/robot/send\?access_token=([a-f0-9]{64})(?![\w-])",
        "the group's settings, Group assistant",
    ),
    written(
        "a WeCom webhook",
        "qyapi.weixin.qq.com/cgi-bin/webhook/",
        rf"qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=({UUID})(?![\w-])",
        "the group's settings, Group bots",
    ),
    written(
        "a Zapier webhook",
        "hooks.zapier.com/hooks/",
        r"hooks\.zapier\.com/hooks/(?:catch|standard)/(\d{5,12}/[A-Za-z0-9]{6,32})(?![A-Za-z0-9])",
        "zapier.com, the Zap's trigger",
        severity=Severity.MEDIUM,
        min_entropy=2.5,
    ),
    written(
        "a webhook of Make",
        (".make.com/", ".integromat.com/"),
        r"\.(?:make|integromat)\.com/([a-z0-9]{32})(?![\w-])",
        "make.com, Webhooks",
        severity=Severity.MEDIUM,
    ),
    written(
        "an IFTTT webhook",
        "maker.ifttt.com/trigger/",
        r"maker\.ifttt\.com/trigger/[\w-]{1,60}/(?:json/)?with/key/([A-Za-z0-9_-]{20,64})(?![\w-])",
        "ifttt.com/maker_webhooks",
    ),
    written(
        "a Mattermost webhook",
        "/hooks/",
        r"/hooks/([a-z0-9]{26})(?![\w-])",
        "Mattermost: Integrations",
        min_entropy=3.5,
        precision=Precision.MEDIUM,
    ),
    named("a Mattermost token", "mattermost", LOWER, 26, "Mattermost: Profile, Security", min_entropy=3.5),
    named(
        "a LINE channel token",
        "line_channel",
        "A-Za-z0-9+/",
        172,
        "developers.line.biz/console",
        shape="[A-Za-z0-9+/]{155,180}={0,2}",
    ),
    named("a LINE channel secret", "line_channel", HEXADECIMAL, 32, "developers.line.biz/console"),
    named("a Zulip key", "zulip", ALPHANUMERIC, 32, "Zulip: Settings, Account & privacy", min_entropy=3.5),
    named("a Webex token", "webex", URLSAFE, (64, 120), "developer.webex.com", min_entropy=3.5),
    named("a Pusher secret", "pusher", HEXADECIMAL, 20, "dashboard.pusher.com, App keys"),
    prefixed("a Pushbullet token", "o.", ALPHANUMERIC, 32, "pushbullet.com/#settings/account", min_entropy=3.8),
    named("a Pushover key", "pushover", LOWER, 30, "pushover.net", min_entropy=3.5),
    prefixed("a OneSignal key", ("os_v2_app_", "os_v2_org_"), LOWER, (60, 120), "dashboard.onesignal.com, Keys & IDs"),
    prefixed("an Intercom token", "dG9rO", "A-Za-z0-9+/=", (50, 60), "app.intercom.com, Developer hub"),
    named("a Gitter token", "gitter", HEXADECIMAL, 40, "developer.gitter.im/apps"),
    named("a Sendbird token", "sendbird", HEXADECIMAL, 40, "dashboard.sendbird.com"),
    named("a secret of Zoom", "zoom", ALPHANUMERIC, 32, "marketplace.zoom.us", min_entropy=3.8),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} ({excerpt}) is in the source",
    remedy="revoke the token, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://docs.slack.dev/authentication/best-practices-for-security",),
)
