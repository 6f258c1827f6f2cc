"""Examples of the rule chat-token; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import (
    ALNUM,
    BASE64,
    DIGITS,
    HEX,
    LOWER,
    UPPER,
    URLSAFE,
    Example,
    assigned,
    encoded,
    uuid,
)

EXAMPLES: tuple[Example, ...] = (
    ("a Slack bot token", lambda d: "xoxb-" + d(DIGITS, 12) + "-" + d(DIGITS, 12) + "-" + d(ALNUM, 24)),
    ("a Slack bot token", lambda d: "xoxb-" + d(DIGITS, 11) + "-" + d(ALNUM, 24)),
    (
        "a Slack user token",
        lambda d: "xoxp-" + d(DIGITS, 12) + "-" + d(DIGITS, 12) + "-" + d(DIGITS, 12) + "-" + d(HEX, 32),
    ),
    (
        "a Slack app token",
        lambda d: "xapp-" + d(DIGITS, 1) + "-" + d(UPPER, 10) + "-" + d(DIGITS, 11) + "-" + d(HEX, 45),
    ),
    ("a Slack configuration token", lambda d: "xoxe.xoxp-" + d(DIGITS, 1) + "-" + d(ALNUM, 157)),
    ("a Slack refresh token", lambda d: "xoxe-" + d(DIGITS, 1) + "-" + d(ALNUM, 157)),
    (
        "a Slack session token",
        lambda d: "xoxc-" + d(DIGITS, 11) + "-" + d(DIGITS, 11) + "-" + d(DIGITS, 11) + "-" + d(HEX, 64),
    ),
    (
        "a Slack webhook",
        lambda d: "https://hooks." + "slack.com/services/T" + d(UPPER, 10) + "/B" + d(UPPER, 10) + "/" + d(ALNUM, 24),
    ),
    (
        "the token of a Discord bot",
        lambda d: encoded(b"812345678901234567") + "." + d(URLSAFE, 6) + "." + d(URLSAFE, 38),
    ),
    ("a Discord webhook", lambda d: "discord.com/api/webhooks/" + d(DIGITS, 19) + "/" + d(URLSAFE, 67)),
    ("a Discord client secret", lambda d: assigned("DISCORD_API_KEY", d(URLSAFE, 32))),
    ("the token of a Telegram bot", lambda d: d(DIGITS, 10) + ":AA" + d(URLSAFE, 33)),
    ("the token of a Telegram bot", lambda d: "https://api.telegram.org/bot" + d(DIGITS, 10) + ":AA" + d(URLSAFE, 33)),
    (
        "a Microsoft Teams webhook",
        lambda d: (
            "https://shop.webhook.office.com/webhookb2/"
            + uuid(d)
            + "@"
            + uuid(d)
            + "/IncomingWebhook/"
            + d(HEX, 32)
            + "/"
            + uuid(d)
        ),
    ),
    (
        "the address of a Logic App",
        lambda d: (
            "https://prod-1.westeurope.logic.azure.com:443/workflows/"
            + d(HEX, 32)
            + "/triggers/manual/paths/invoke?sv=1.0&sig="
            + d(URLSAFE, 43)
        ),
    ),
    (
        "a Google Chat webhook",
        lambda d: (
            "chat.googleapis.com/v1/spaces/"
            + d(URLSAFE, 10)
            + "/messages?key="
            + d(URLSAFE, 39)
            + "&token="
            + d(URLSAFE, 45)
        ),
    ),
    ("a Feishu or Lark webhook", lambda d: "/open-apis/bot/v2/hook/" + uuid(d)),
    ("a DingTalk webhook", lambda d: "oapi.dingtalk.com/robot/send?access_token=" + d(HEX, 64)),
    ("a WeCom webhook", lambda d: "qyapi.weixin.qq.com/cgi-bin/webhook/send?key=" + uuid(d)),
    ("a Zapier webhook", lambda d: "hooks.zapier.com/hooks/catch/" + d(DIGITS, 7) + "/" + d(ALNUM, 8)),
    ("a webhook of Make", lambda d: "https://hook.eu1.make.com/" + d(LOWER, 32)),
    ("an IFTTT webhook", lambda d: "https://maker.ifttt.com/trigger/order/with/key/" + d(URLSAFE, 22)),
    ("a Mattermost webhook", lambda d: "/hooks/" + d(LOWER, 26)),
    ("a Mattermost token", lambda d: assigned("MATTERMOST_API_KEY", d(LOWER, 26))),
    ("a LINE channel token", lambda d: assigned("LINE_CHANNEL_API_KEY", d(BASE64, 174))),
    ("a LINE channel secret", lambda d: assigned("LINE_CHANNEL_API_KEY", d(HEX, 32))),
    ("a Zulip key", lambda d: assigned("ZULIP_API_KEY", d(ALNUM, 32))),
    ("a Webex token", lambda d: assigned("WEBEX_API_KEY", d(URLSAFE, 72))),
    ("a Pusher secret", lambda d: assigned("PUSHER_API_KEY", d(HEX, 20))),
    ("a Pushbullet token", lambda d: "o." + d(ALNUM, 32)),
    ("a Pushover key", lambda d: assigned("PUSHOVER_API_KEY", d(LOWER, 30))),
    ("a OneSignal key", lambda d: "os_v2_app_" + d(LOWER, 67)),
    ("an Intercom token", lambda d: "dG9rO" + d(ALNUM, 54) + "="),
    ("a Gitter token", lambda d: assigned("GITTER_API_KEY", d(HEX, 40))),
    ("a Sendbird token", lambda d: assigned("SENDBIRD_API_KEY", d(HEX, 40))),
    ("a secret of Zoom", lambda d: assigned("ZOOM_API_KEY", d(ALNUM, 32))),
)
