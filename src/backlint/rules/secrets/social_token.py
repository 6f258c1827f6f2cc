"""A token of a social network is in the source.

## Why is this bad?

The token posts and reads in the account's name, and the secret of an application signs in its users.

## Example

```python
import tweepy

client = tweepy.Client(bearer_token="AAAA…")
```

## Use instead

```python
import os

import tweepy

client = tweepy.Client(bearer_token=os.environ["TWITTER_BEARER_TOKEN"])
```

## Limits

Tokens that have no letters of their own are found by the name that they are given.
"""

from backlint.formats import ALPHANUMERIC, HEXADECIMAL, LOWER, URLSAFE, named, prefixed, written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

TWITTER = "developer.x.com/portal/projects-and-apps"
FACEBOOK = "developers.facebook.com/apps"

FORMATS = (
    # https://docs.x.com/resources/fundamentals/authentication
    prefixed("a Twitter bearer token", "AAAAAAAAAAAAAAAAAAAAA", "A-Za-z0-9%", (60, 120), TWITTER, min_entropy=3.8),
    named("a Twitter access token", "twitter", URLSAFE, (50, 70), TWITTER, shape="[0-9]{8,25}-[A-Za-z0-9]{30,45}"),
    named("a Twitter access secret", "twitter", ALPHANUMERIC, 45, TWITTER, min_entropy=4.0),
    named("a Twitter consumer secret", ("twitter", "consumer_secret"), ALPHANUMERIC, 50, TWITTER, min_entropy=4.0),
    named("a Twitter consumer key", "twitter", ALPHANUMERIC, 25, TWITTER, min_entropy=3.5, severity=Severity.MEDIUM),
    # https://developers.facebook.com/docs/facebook-login/guides/access-tokens
    prefixed(
        "a Facebook access token",
        ("EAAC", "EAAB", "EAAD", "EAAG", "EAAM", "EAAJ", "EAAI"),
        ALPHANUMERIC,
        (90, 400),
        FACEBOOK,
        min_entropy=4.0,
    ),
    named(
        "the secret of a Facebook application",
        ("facebook", "fb_app", "fb_secret", "meta_app"),
        HEXADECIMAL,
        32,
        FACEBOOK,
    ),
    prefixed("an Instagram token", ("IGQVJ", "IGQWR", "IGAA"), URLSAFE, (100, 300), FACEBOOK),
    written(
        "a LinkedIn client secret",
        "wpl_ap1.",
        r"(?<![\w-])(WPL_AP1\.[A-Za-z0-9]{16}\.[A-Za-z0-9+/]{6}==)",
        "linkedin.com/developers/apps",
    ),
    named(
        "a LinkedIn access token",
        "linkedin",
        URLSAFE,
        (150, 400),
        "linkedin.com/developers/apps",
        shape="AQ[A-Za-z0-9_-]{90,350}",
    ),
    named("a Twitch secret", "twitch", LOWER, 30, "dev.twitch.tv/console/apps", min_entropy=3.3),
    named("a Spotify secret", "spotify", HEXADECIMAL, 32, "developer.spotify.com/dashboard"),
    named("a Reddit secret", "reddit", URLSAFE, (27, 30), "reddit.com/prefs/apps", min_entropy=3.8),
    prefixed("a Pinterest token", ("pina_", "pinr."), ALPHANUMERIC, (60, 100), "developers.pinterest.com/apps"),
    named("a Strava secret", "strava", HEXADECIMAL, 40, "strava.com/settings/api"),
    named("a Steam key", "steam", "A-Fa-f0-9", 32, "steamcommunity.com/dev/apikey"),
    named("a Flickr key", "flickr", HEXADECIMAL, 32, "flickr.com/services/apps"),
    named("a Last.fm key", ("lastfm", "last_fm"), HEXADECIMAL, 32, "last.fm/api/accounts", severity=Severity.MEDIUM),
    named("a Disqus secret", "disqus", ALPHANUMERIC, 64, "disqus.com/api/applications", min_entropy=4.0),
    named("a Yelp key", "yelp", URLSAFE, 128, "yelp.com/developers/v3/manage_app", min_entropy=4.3),
    named("a TikTok secret", "tiktok", ALPHANUMERIC, 32, "developers.tiktok.com/apps", min_entropy=3.8),
    named("a Vimeo token", "vimeo", HEXADECIMAL, 32, "developer.vimeo.com/apps"),
    named(
        "a Giphy key",
        "giphy",
        ALPHANUMERIC,
        32,
        "developers.giphy.com/dashboard",
        min_entropy=3.8,
        severity=Severity.MEDIUM,
    ),
    named("a VK token", ("vk_", "vkontakte"), HEXADECIMAL, 85, "vk.com/apps?act=manage"),
    prefixed("a VK token", "vk1.a.", URLSAFE, (150, 300), "vk.com/apps?act=manage"),
    named("a WeChat secret", ("wechat", "weixin", "wx_app"), HEXADECIMAL, 32, "mp.weixin.qq.com"),
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
    references=("https://docs.x.com/resources/fundamentals/authentication",),
)
