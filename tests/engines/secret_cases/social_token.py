"""Examples of the rule social-token; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import ALNUM, ANY_HEX, BASE64, DIGITS, HEX, LOWER, URLSAFE, Example, assigned

EXAMPLES: tuple[Example, ...] = (
    ("a Twitter bearer token", lambda d: "AAAAAAAAAAAAAAAAAAAAA" + d(ALNUM, 67)),
    ("a Twitter access token", lambda d: assigned("TWITTER_API_KEY", d(DIGITS, 10) + "-" + d(ALNUM, 33))),
    ("a Twitter access secret", lambda d: assigned("TWITTER_API_KEY", d(ALNUM, 45))),
    ("a Twitter consumer secret", lambda d: assigned("TWITTER_API_KEY", d(ALNUM, 50))),
    ("a Twitter consumer key", lambda d: assigned("TWITTER_API_KEY", d(ALNUM, 25))),
    ("a Facebook access token", lambda d: "EAA" + d("BCDGIJM", 1) + d(ALNUM, 101)),
    ("the secret of a Facebook application", lambda d: assigned("FACEBOOK_API_KEY", d(HEX, 32))),
    ("an Instagram token", lambda d: "IGQVJ" + d(URLSAFE, 112)),
    ("a LinkedIn client secret", lambda d: "WPL_AP1." + d(ALNUM, 16) + "." + d(BASE64, 6) + "=="),
    ("a LinkedIn access token", lambda d: assigned("LINKEDIN_API_KEY", "AQ" + d(URLSAFE, 101))),
    ("a Twitch secret", lambda d: assigned("TWITCH_API_KEY", d(LOWER, 30))),
    ("a Spotify secret", lambda d: assigned("SPOTIFY_API_KEY", d(HEX, 32))),
    ("a Reddit secret", lambda d: assigned("REDDIT_API_KEY", d(URLSAFE, 30))),
    ("a Pinterest token", lambda d: "pina_" + d(ALNUM, 67)),
    ("a Strava secret", lambda d: assigned("STRAVA_API_KEY", d(HEX, 40))),
    ("a Steam key", lambda d: assigned("STEAM_API_KEY", d(ANY_HEX, 32))),
    ("a Flickr key", lambda d: assigned("FLICKR_API_KEY", d(HEX, 32))),
    ("a Last.fm key", lambda d: assigned("LASTFM_API_KEY", d(HEX, 32))),
    ("a Disqus secret", lambda d: assigned("DISQUS_API_KEY", d(ALNUM, 64))),
    ("a Yelp key", lambda d: assigned("YELP_API_KEY", d(URLSAFE, 128))),
    ("a TikTok secret", lambda d: assigned("TIKTOK_API_KEY", d(ALNUM, 32))),
    ("a Vimeo token", lambda d: assigned("VIMEO_API_KEY", d(HEX, 32))),
    ("a Giphy key", lambda d: assigned("GIPHY_API_KEY", d(ALNUM, 32))),
    ("a VK token", lambda d: assigned("VK_API_KEY", d(HEX, 85))),
    ("a VK token", lambda d: "vk1.a." + d(URLSAFE, 168)),
    ("a WeChat secret", lambda d: assigned("WECHAT_API_KEY", d(HEX, 32))),
)
