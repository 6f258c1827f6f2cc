"""A key of an AI provider is in the source.

## Why is this bad?

The key runs models at its owner's expense, and reads the files and conversations that were stored.

## Example

```python
from openai import OpenAI

client = OpenAI(api_key="sk-proj-…")
```

## Use instead

```python
from openai import OpenAI

client = OpenAI()  # reads OPENAI_API_KEY
```

## Limits

Every key of OpenAI holds the letters `T3BlbkFJ` (`OpenAI`, encoded); without them it is not taken for one. Keys without
letters of their own are known by the name that they are given.
"""

from backlint.formats import ALPHANUMERIC, HEXADECIMAL, LOWER, URLSAFE, UUID, named, prefixed
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

LETTERS = "A-Za-z"
ANTHROPIC = "console.anthropic.com, API keys"
HUGGING_FACE = "huggingface.co/settings/tokens"

FORMATS = (
    # https://platform.openai.com/docs/api-reference/authentication
    prefixed(
        "an OpenAI key",
        "sk-",
        "",
        0,
        "platform.openai.com/api-keys",
        then="(?:(?:proj|svcacct|admin|None)-)?[A-Za-z0-9_-]{16,80}T3BlbkFJ[A-Za-z0-9_-]{16,80}",
        precision=Precision.VERY_HIGH,
    ),
    named(
        "an Azure OpenAI key",
        ("azure_openai", "azureopenai", "openai"),
        HEXADECIMAL,
        32,
        "portal.azure.com, Keys and endpoint",
    ),
    # https://docs.claude.com/en/api/overview
    prefixed("an Anthropic key", ("sk-ant-api03-", "sk-ant-api04-"), URLSAFE, (80, 110), ANTHROPIC, min_entropy=4.0),
    prefixed("an Anthropic admin key", "sk-ant-admin01-", URLSAFE, (80, 110), ANTHROPIC, min_entropy=4.0),
    prefixed(
        "an Anthropic login token", ("sk-ant-oat01-", "sk-ant-ort01-", "sk-ant-sid01-"), URLSAFE, (80, 130), ANTHROPIC
    ),
    # https://huggingface.co/docs/hub/security-tokens
    prefixed("a Hugging Face token", "hf_", LETTERS, 34, HUGGING_FACE, min_entropy=3.8),
    prefixed("a token of a Hugging Face organisation", "api_org_", LETTERS, 34, HUGGING_FACE, min_entropy=3.8),
    prefixed("a Replicate token", "r8_", URLSAFE, 37, "replicate.com/account/api-tokens"),
    prefixed("a Groq key", "gsk_", ALPHANUMERIC, 52, "console.groq.com/keys"),
    prefixed("an xAI key", "xai-", "A-Za-z0-9_", 80, "console.x.ai"),
    prefixed("an OpenRouter key", "sk-or-v1-", HEXADECIMAL, 64, "openrouter.ai/keys"),
    prefixed("a Perplexity key", "pplx-", ALPHANUMERIC, 48, "perplexity.ai/settings/api"),
    prefixed("a Fireworks key", ("fw_", "fpk_"), ALPHANUMERIC, (22, 24), "fireworks.ai, API keys", min_entropy=3.5),
    prefixed("an ElevenLabs key", "sk_", HEXADECIMAL, 48, "elevenlabs.io, API keys"),
    prefixed(
        "a LangSmith key",
        ("lsv2_pt_", "lsv2_sk_"),
        HEXADECIMAL,
        32,
        "smith.langchain.com/settings",
        then="_[a-f0-9]{10}",
    ),
    prefixed("a Langfuse secret key", "sk-lf-", "", 0, "Langfuse: Settings, API keys", then=UUID),
    prefixed("an NVIDIA key", "nvapi-", URLSAFE, 64, "build.nvidia.com, API keys"),
    prefixed("a Voyage key", "pa-", URLSAFE, 43, "dash.voyageai.com/api-keys", min_entropy=4.0),
    prefixed("a Cerebras key", "csk-", LOWER, 48, "cloud.cerebras.ai, API keys"),
    prefixed("a Tavily key", ("tvly-dev-", "tvly-prod-", "tvly-"), ALPHANUMERIC, 32, "app.tavily.com"),
    prefixed("a Jina key", "jina_", HEXADECIMAL, 32, "jina.ai, API keys", then="[A-Za-z0-9_-]{28}"),
    prefixed("a Firecrawl key", "fc-", HEXADECIMAL, 32, "firecrawl.dev/app/api-keys"),
    prefixed("a Browserbase key", "bb_live_", URLSAFE, 27, "browserbase.com/settings"),
    prefixed("an E2B key", "e2b_", HEXADECIMAL, 40, "e2b.dev/dashboard"),
    prefixed("a LlamaCloud key", "llx-", ALPHANUMERIC, 48, "cloud.llamaindex.ai, API keys"),
    prefixed("a RunPod key", "rpa_", "A-Za-z0-9", (44, 46), "runpod.io/console/user/settings"),
    prefixed("a Cursor key", "key_", HEXADECIMAL, 64, "cursor.com/dashboard"),
    prefixed("a Daytona key", "dtn_", HEXADECIMAL, 64, "app.daytona.io, Keys"),
    prefixed(
        "a Helicone key",
        ("sk-helicone-", "pk-helicone-"),
        LOWER,
        7,
        "helicone.ai, Settings",
        then="(?:-[a-z0-9]{7}){3}",
    ),
    prefixed("a Mem0 key", "m0-", ALPHANUMERIC, 40, "app.mem0.ai, API keys"),
    prefixed("a Vercel AI gateway key", "vck_", ALPHANUMERIC, (24, 80), "vercel.com, AI gateway"),
    named("a DeepSeek key", "deepseek", URLSAFE, 35, "platform.deepseek.com/api_keys", shape="sk-[a-f0-9]{32}"),
    named(
        "a DashScope key",
        ("dashscope", "qwen", "bailian"),
        URLSAFE,
        35,
        "bailian.console.aliyun.com",
        shape="sk-[a-f0-9]{32}",
    ),
    named("a Moonshot key", ("moonshot", "kimi"), URLSAFE, 51, "platform.moonshot.cn", shape="sk-[A-Za-z0-9]{48}"),
    named(
        "a Stability AI key", "stability", URLSAFE, 51, "platform.stability.ai/account/keys", shape="sk-[A-Za-z0-9]{48}"
    ),
    named("a Braintrust key", "braintrust", URLSAFE, 51, "braintrust.dev/app/settings", shape="sk-[A-Za-z0-9]{48}"),
    named(
        "a Zhipu key",
        ("zhipu", "zai", "glm", "bigmodel"),
        HEXADECIMAL,
        32,
        "open.bigmodel.cn",
        shape=r"[a-f0-9]{32}\.[A-Za-z0-9]{16}",
    ),
    named("a Cohere key", ("cohere", "co_api_key"), ALPHANUMERIC, 40, "dashboard.cohere.com/api-keys", min_entropy=3.5),
    named("a Mistral key", "mistral", ALPHANUMERIC, 32, "console.mistral.ai/api-keys", min_entropy=3.5),
    named("a Together key", "together", HEXADECIMAL, 64, "api.together.ai/settings/api-keys"),
    named("an AssemblyAI key", "assemblyai", HEXADECIMAL, 32, "assemblyai.com/app/account"),
    named("a Deepgram key", "deepgram", HEXADECIMAL, 40, "console.deepgram.com"),
    named("an AI21 key", "ai21", ALPHANUMERIC, 32, "studio.ai21.com/account/api-key", min_entropy=3.5),
    named("an Exa key", ("exa_api", "exa_key"), HEXADECIMAL, 36, "dashboard.exa.ai/api-keys", shape=UUID),
    named("a SambaNova key", "sambanova", HEXADECIMAL, 36, "cloud.sambanova.ai/apis", shape=UUID),
    named("a Clarifai token", "clarifai", HEXADECIMAL, 32, "clarifai.com/settings/security"),
    named("a Weights & Biases key", ("wandb", "weights_and_biases"), HEXADECIMAL, 40, "wandb.ai/authorize"),
    named(
        "a key of a Dify application",
        "dify",
        URLSAFE,
        (28, 32),
        "Dify: API access",
        shape="(?:app|dataset)-[A-Za-z0-9]{24}",
    ),
    named("a Modal token", "modal", URLSAFE, 25, "modal.com/settings/tokens", shape="as-[A-Za-z0-9]{22}"),
    named("a Private AI key", ("private_ai", "privateai", "private-ai"), LOWER, 32, "portal.private-ai.com"),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} ({excerpt}) is in the source",
    remedy="revoke the key, and read a new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://help.openai.com/en/articles/5112595-best-practices-for-api-key-safety",),
)
