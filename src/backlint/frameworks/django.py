"""Django: requests, responses, the ORM, forms, files, mail and authentication."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.library import Exchange
from backlint.execution.taint import EVERY_SINK
from backlint.execution.values import NONE, CallEvent, External, Tuple
from backlint.frameworks import django_classes
from backlint.frameworks.elements import element, with_default
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.models import looked_up, stored
from backlint.frameworks.pages import renders, renders_template
from backlint.frameworks.queries import changes, executes, gives_instance, gives_instances, gives_pair
from backlint.frameworks.rows import marks, methods, propagators, returning, sanitizers, sinks, sources
from backlint.frameworks.sessions import kept_session_entry
from backlint.frameworks.validation import DATA_PROOF, accepts, cleans

_REQUEST = "django.http.HttpRequest"
_UPLOAD = "django.core.files.uploadedfile.UploadedFile"
_QUERY = "django.db.models.QuerySet"
_MODEL = "django.db.models.Model"
_CURSOR = "django.db.backends.utils.CursorWrapper"
_SESSION = "django.contrib.sessions.backends.base.SessionBase"
_FORM = "django.forms.BaseForm"
_USER = "django.contrib.auth.models.AbstractBaseUser"
_MANAGER = "django.contrib.auth.models.UserManager"


def _both(*names: str) -> tuple[str, ...]:
    """Return the methods of a query set and their asynchronous twins."""
    return (*methods(_QUERY, *names), *(f"{_QUERY}.a{name}" for name in names))


_CHAINED = methods(
    _QUERY,
    *("all", "filter", "exclude", "order_by", "annotate", "alias", "select_related", "prefetch_related", "distinct"),
    *("reverse", "values", "values_list", "only", "defer", "using", "select_for_update", "extra", "union", "none"),
    *("intersection", "difference", "dates", "datetimes", "raw", "complex_filter"),
)
_ONE = (*_both("get", "first", "last", "latest", "earliest", "create"), f"{_QUERY}.__getitem__")
_PAIRS = _both("get_or_create", "update_or_create")


def user_model(event: CallEvent) -> Exchange | None:
    """What `get_user_model()` gives: the class of users, as far as it is known without the settings."""
    del event
    return Exchange(result=External("django.contrib.auth.models.User"))


def _takes_out(event: CallEvent) -> Exchange | None:
    """A name's files are taken out together: a list."""
    if event.receiver is None:
        return None
    found = element(event.receiver.taint, (_UPLOAD,), event.arguments.get(0, "key"), event.site)
    return Exchange(result=with_default(Tuple((), found), event.arguments.get(1, "default") or NONE))


LIBRARY = LibraryModel(
    name="django",
    distribution="django",
    packages=("django",),
    aliases=django_classes.ALIASES,
    parents=django_classes.PARENTS,
    instances={
        "django.db.connection": "django.db.backends.base.base.BaseDatabaseWrapper",
        "django.db.connections": "django.db.utils.ConnectionHandler",
        "django.core.cache.cache": "django.core.cache.backends.base.BaseCache",
        "django.core.cache.caches": "django.core.cache.CacheHandler",
        "django.core.files.storage.default_storage": "django.core.files.storage.Storage",
    },
    contents={
        "django.http.QueryDict": ("builtins.str",),
        "django.utils.datastructures.MultiValueDict": (_UPLOAD,),
        "django.http.request.HttpHeaders": ("builtins.str",),
        _SESSION: ("",),
    },
    attributes={
        f"{_REQUEST}.GET": "django.http.QueryDict",
        f"{_REQUEST}.POST": "django.http.QueryDict",
        f"{_REQUEST}.FILES": "django.utils.datastructures.MultiValueDict",
        f"{_REQUEST}.session": _SESSION,
        f"{_REQUEST}.resolver_match": "django.urls.ResolverMatch",
        f"{_REQUEST}.user": "django.contrib.auth.models.AbstractUser",
        "django.http.HttpResponse.headers": "django.http.response.ResponseHeaders",
        f"{_FORM}.data": "django.http.QueryDict",
        f"{_FORM}.files": "django.utils.datastructures.MultiValueDict",
        f"{_FORM}.cleaned_data": "builtins.dict",
        f"{_UPLOAD}.size": "builtins.int",
        f"{_MODEL}.objects": "django.db.models.Manager",
        f"{_USER}.objects": _MANAGER,
        "django.views.View.request": _REQUEST,
    },
    queries=frozenset({_QUERY}),
    columns=(
        "django.db.models.*Field",
        *methods("django.db.models", "ForeignKey"),
        "django.contrib.postgres.fields.*Field",
    ),
    texts=methods("django.db.models", "CharField TextField URLField JSONField"),
    schemas=frozenset({_FORM}),
    sources=(
        # What users call themselves; the validator of user names belongs to Django's own forms.
        *sources(
            SourceKind.DATABASE,
            "str",
            *methods("django.contrib.auth.models.AbstractUser", "username first_name last_name"),
            confidence="medium",
        ),
        *sources(SourceKind.QUERY, "map", f"{_REQUEST}.GET"),
        *sources(SourceKind.BODY, "map", f"{_REQUEST}.POST", f"{_FORM}.data"),
        *sources(SourceKind.BODY, "bytes", f"{_REQUEST}.body"),
        *sources(SourceKind.BODY, "bytes", *methods(_REQUEST, "read", "readline"), called=True),
        *sources(SourceKind.FILE, "map", f"{_REQUEST}.FILES", f"{_FORM}.files"),
        *sources(SourceKind.COOKIE, "map", f"{_REQUEST}.COOKIES"),
        *sources(
            (SourceKind.COOKIE, SourceKind.SESSION),
            "str",
            f"{_REQUEST}.get_signed_cookie",
            confidence="low",
            called=True,
        ),
        *sources(SourceKind.HEADER, "map", *methods(_REQUEST, "META", "headers")),
        *sources(SourceKind.HEADER, "str", f"{_REQUEST}.content_type"),
        *sources(SourceKind.PATH, "path", *methods(_REQUEST, "path", "path_info")),
        # Which view it is the program says, and what is in the address the caller.
        *sources(SourceKind.PATH, "map", *methods("django.urls.ResolverMatch", "kwargs args captured_kwargs")),
        *sources(SourceKind.PATH, "map", *methods("django.views.View", "kwargs", "args")),
        *sources((SourceKind.PATH, SourceKind.QUERY), "local-path", f"{_REQUEST}.get_full_path", called=True),
        *sources(SourceKind.URL, "str", f"{_REQUEST}.method", confidence="low"),
        # Checked against ALLOWED_HOSTS.
        *sources(
            SourceKind.HOST, "str", *methods(_REQUEST, "get_host", "build_absolute_uri"), confidence="low", called=True
        ),
        *sources(SourceKind.SESSION, "map", f"{_REQUEST}.session", confidence="low"),
        *sources(SourceKind.SESSION, "object", f"{_REQUEST}.user"),
        *sources(SourceKind.SESSION, "object", f"{_REQUEST}.auser", called=True),
        # The base name only: the framework strips folders.
        # `UploadedFile` keeps the last part of a name only, and refuses `.` and `..`.
        *sources(SourceKind.FILE, "file-name", f"{_UPLOAD}.name"),
        *sources(SourceKind.FILE, "str", f"{_UPLOAD}.content_type"),
        *sources(SourceKind.FILE, "bytes", *methods(_UPLOAD, "read", "chunks"), called=True),
        # Validated, but the text of a CharField is still a stranger's.
        *sources(SourceKind.BODY, "any", f"{_FORM}.cleaned_data", confidence="medium"),
    ),
    sinks=(
        # the database
        *sinks(
            SinkKind.SQL, "0:sql", *methods(_CURSOR, "execute", "executemany"), "django.db.models.expressions.RawSQL"
        ),
        *sinks(SinkKind.SQL, "0:procname", f"{_CURSOR}.callproc"),
        *sinks(SinkKind.SQL, "0:raw_query", f"{_QUERY}.raw"),
        *sinks(SinkKind.SQL, "0:select 1:where 3:tables 4:order_by", f"{_QUERY}.extra", shape="any"),
        # Expressions given by position are quoted; these keywords go in as they are.
        *sinks(SinkKind.SQL, ":template :function :arg_joiner", "django.db.models.Func", confidence="medium"),
        *sinks(SinkKind.SQL, ":template :function", "django.db.models.Aggregate", confidence="medium"),
        *sinks(SinkKind.SQL, "0:sql", "django.db.migrations.RunSQL", confidence="low"),
        # Bound as a parameter since 2020.
        *sinks(SinkKind.SQL, "1:delimiter", "django.contrib.postgres.aggregates.StringAgg", confidence="low"),
        # Names from outside reach other models through lookups (`owner__password__startswith`).
        *sinks(
            SinkKind.ORM_KEYS,
            "**",
            *_both("get", "aggregate"),
            *methods(_QUERY, "filter", "exclude", "annotate", "alias"),
            "django.db.models.Q",
            *methods("django.shortcuts", "get_object_or_404", "get_list_or_404"),
            shape="keys",
        ),
        *sinks(
            SinkKind.ORM_KEYS,
            "*",
            *methods(_QUERY, "values", "values_list", "order_by"),
            shape="keys",
            confidence="medium",
        ),
        *sinks(SinkKind.ORM_KEYS, "0:name", "django.db.models.F", confidence="medium"),
        *stored(_MODEL, *_both("update", "create"), *_PAIRS),
        *looked_up("**", *_both("get"), *methods(_QUERY, "filter", "exclude")),
        *sinks(SinkKind.IDENTITY, "**", "django.shortcuts.get_object_or_404", shape="any"),
        *sinks(SinkKind.RESOURCE, "0:k", f"{_QUERY}.__getitem__", rule="slice"),
        # files
        *sinks(SinkKind.PATH, "0:location", "django.core.files.storage.FileSystemStorage"),
        # A name that leaves the location raises SuspiciousFileOperation.
        *sinks(
            SinkKind.PATH,
            "0:name",
            *methods("django.core.files.storage.Storage", "open", "save", "delete"),
            confidence="low",
        ),
        *sinks(SinkKind.PATH, "0:streaming_content", "django.http.FileResponse", confidence="low"),
        *sinks(SinkKind.PATH, "1:path 2:document_root", "django.views.static.serve", confidence="low"),
        # answers
        *sinks(SinkKind.REDIRECT, "0:to", "django.shortcuts.redirect"),
        *sinks(
            SinkKind.REDIRECT,
            "0:redirect_to",
            *methods("django.http", "HttpResponseRedirect", "HttpResponsePermanentRedirect"),
        ),
        *sinks(
            SinkKind.HTML,
            "0:content",
            "django.http.HttpResponse",
            *methods("django.http", "HttpResponseBadRequest", "HttpResponseNotFound", "HttpResponseForbidden"),
            "django.http.HttpResponseServerError",
            rule="html",
        ),
        *sinks(SinkKind.HTML, "0:streaming_content", "django.http.StreamingHttpResponse", rule="html"),
        *sinks(SinkKind.HTML, "0:content", "django.http.HttpResponse.write", rule="html-of-receiver"),
        *sinks(SinkKind.HTML, "0:s", "django.utils.safestring.mark_safe"),
        *sinks(SinkKind.HTML, "0:", "django.utils.safestring.SafeString"),
        # The arguments are escaped; the template is not.
        *sinks(SinkKind.HTML, "0:format_string", "django.utils.html.format_html"),
        *sinks(SinkKind.HTML, "0:sep 1:format_string", "django.utils.html.format_html_join"),
        *sinks(SinkKind.TEMPLATE, "0:template_string", "django.template.Template"),
        *sinks(
            SinkKind.TEMPLATE,
            "0:template_code",
            "django.template.Engine.from_string",
            "django.template.backends.django.DjangoTemplates.from_string",
            "django.template.backends.jinja2.Jinja2.from_string",
        ),
        # Newlines raise BadHeaderError.
        *sinks(SinkKind.HEADER, "0:header 1:value", "django.http.HttpResponse.__setitem__", confidence="low"),
        *sinks(SinkKind.HEADER, "0: 1:", "django.http.response.ResponseHeaders.__setitem__", confidence="low"),
        *sinks(SinkKind.HEADER, "0:key 1:value", "django.http.HttpResponse.set_cookie", confidence="low"),
        *sinks(SinkKind.TOKEN_VALUE, "1:value", "django.http.HttpResponse.set_cookie"),
        *sinks(SinkKind.ERROR_LEAK, "0:data", "django.http.JsonResponse", shape="any"),
        *sinks(
            SinkKind.ERROR_LEAK,
            "0:content",
            "django.http.HttpResponse",
            *methods("django.http", "HttpResponseBadRequest HttpResponseNotFound HttpResponseForbidden"),
            *methods("django.http", "HttpResponseServerError HttpResponseGone"),
            shape="any",
        ),
        *sinks(SinkKind.ERROR_LEAK, "2:context", "django.shortcuts.render", shape="any"),
        *sinks(
            SinkKind.ERROR_LEAK,
            "1:message",
            *methods("django.contrib.messages", "error warning info success debug"),
            shape="any",
            confidence="medium",
        ),
        *sinks(SinkKind.RESPONSE, "2:context", "django.shortcuts.render", shape="any"),
        # others
        *sinks(SinkKind.REFLECTION, "0:dotted_path", "django.utils.module_loading.import_string"),
        *sinks(SinkKind.TRUST_BOUNDARY, "1:", f"{_SESSION}.__setitem__"),
        *sinks(
            SinkKind.MAIL, "0:subject 2:from_email 3:recipient_list", "django.core.mail.send_mail", confidence="low"
        ),
        *sinks(SinkKind.HTML, ":html_message", "django.core.mail.send_mail", confidence="medium"),
        *sinks(SinkKind.MAIL, "0:datatuple", "django.core.mail.send_mass_mail", confidence="low"),
        *sinks(
            SinkKind.MAIL, "0:subject 2:from_email 3:to :headers", "django.core.mail.EmailMessage", confidence="low"
        ),
        *sinks(
            SinkKind.HTML,
            "0:content",
            "django.core.mail.EmailMultiAlternatives.attach_alternative",
            confidence="medium",
        ),
    ),
    sanitizers=(
        *sanitizers(EVERY_SINK, "0:password", "django.contrib.auth.hashers.make_password"),
        *sanitizers(EVERY_SINK, "0: 1:", "django.utils.crypto.constant_time_compare"),
        # The names are those of the form's fields.
        *sanitizers(DATA_PROOF, "self", f"{_FORM}.cleaned_data"),
        *sanitizers({SinkKind.SQL}, "0:name", "django.db.models.F"),
        # Does not double embedded quotes on every backend.
        *sanitizers({SinkKind.SQL}, "0:name", "django.db.backends.base.operations.BaseDatabaseOperations.quote_name"),
        *sanitizers({SinkKind.SQL}, "0:value", "django.db.models.Value"),
        *sanitizers({SinkKind.HTML}, "0:text", *methods("django.utils.html", "escape", "conditional_escape")),
        *sanitizers({SinkKind.HTML}, "1* **", "django.utils.html.format_html"),
        *sanitizers({SinkKind.HTML}, "0:value", *methods("django.utils.html", "escapejs", "json_script")),
        *sanitizers(
            {
                *(SinkKind.HTML, SinkKind.PATH, SinkKind.SQL, SinkKind.HEADER, SinkKind.COMMAND, SinkKind.LDAP),
                *(SinkKind.XPATH, SinkKind.LOG, SinkKind.REDIRECT, SinkKind.SSRF),
            },
            "0:value",
            "django.utils.text.slugify",
        ),
        # Raises SuspiciousFileOperation when the result would lie outside.
        *sanitizers({SinkKind.PATH}, "1*", "django.utils._os.safe_join"),
        *sanitizers({SinkKind.PATH}, "0:name", "django.utils.text.get_valid_filename"),
        *sanitizers({SinkKind.PATH}, "0:name", "django.core.files.utils.validate_file_name"),
        *sanitizers({SinkKind.PATH}, "0:name", "django.core.files.storage.Storage.get_valid_name"),
        *sanitizers({SinkKind.REDIRECT, SinkKind.SSRF}, "* **", "django.urls.reverse", "django.urls.reverse_lazy"),
        *sanitizers({SinkKind.DESERIALIZATION}, "0:s", "django.core.signing.loads"),
    ),
    propagators=(
        *propagators("1:context", "django.template.loader.render_to_string", kills={SinkKind.HTML}),
        *propagators("2:context", "django.shortcuts.render", kills={SinkKind.HTML}),
        *propagators("1:context", "django.shortcuts.render_to_response", kills={SinkKind.HTML}),
        *propagators(
            "0:context",
            *methods("django.template", "Template.render backends.django.Template.render"),
            kills={SinkKind.HTML},
        ),
        *propagators("0:instance", "django.forms.model_to_dict"),
        # Nothing is taken out that a browser would not put together again.
        *propagators("0:value", *methods("django.utils.html", "strip_tags", "linebreaks")),
        *propagators("0:text", "django.utils.html.urlize"),
        # What was called safe was judged there.
        *propagators("0:s", "django.utils.safestring.mark_safe", kills={SinkKind.HTML}),
        *propagators("0:to", "django.shortcuts.resolve_url"),
        *propagators("self", "django.http.QueryDict.urlencode", kills={SinkKind.HTML, SinkKind.HEADER, SinkKind.LOG}),
        *propagators("* **", _CURSOR + ".execute", to="self", kills=EVERY_SINK),
    ),
    returns={
        "django.db.backends.base.base.BaseDatabaseWrapper.cursor": _CURSOR,
        "django.db.utils.ConnectionHandler.__getitem__": "django.db.backends.base.base.BaseDatabaseWrapper",
        **returning(_QUERY, *_CHAINED, "django.db.models.Manager.get_queryset"),
        **returning("builtins.int", *_both("count", "update", "bulk_update", "delete")),
        **returning("builtins.bool", *_both("exists")),
        **returning("builtins.bool", "django.contrib.auth.hashers.check_password", f"{_USER}.check_password"),
        **returning("builtins.bool", "django.utils.http.url_has_allowed_host_and_scheme"),
        **returning("builtins.bool", "django.contrib.auth.models.AbstractUser.has_perm", f"{_FORM}.is_valid"),
        **returning("builtins.str", "django.contrib.auth.hashers.make_password", "django.urls.reverse"),
        **returning("builtins.str", "django.http.QueryDict.urlencode"),
        **returning("builtins.str", *methods("django.utils.html", "escape", "conditional_escape", "format_html")),
        **returning("builtins.str", "django.utils.text.slugify", "django.template.loader.render_to_string"),
        **returning("builtins.str", "django.utils._os.safe_join", "django.utils.text.get_valid_filename"),
        **returning("django.http.HttpResponse", *methods("django.shortcuts", "render render_to_response")),
        **returning(
            "django.template.backends.django.Template",
            *methods("django.template.loader", "get_template select_template"),
            *methods("django.template.Engine", "get_template from_string"),
        ),
        **returning("builtins.str", *methods("django.template", "Template.render backends.django.Template.render")),
        "django.shortcuts.redirect": "django.http.HttpResponseRedirect",
        "django.contrib.auth.views.redirect_to_login": "django.http.HttpResponseRedirect",
    },
    marks=(
        *marks("says", *methods("django.contrib.messages", "error warning info success add_message")),
        *marks("proof:redirect", "django.utils.http.url_has_allowed_host_and_scheme", "django.utils.http.is_safe_url"),
        *marks("write", *methods(_MODEL, "save", "asave", "delete", "adelete"), *_PAIRS),
        *marks("write", *_both("create", "bulk_create", "bulk_update", "update", "delete")),
        *marks("write", *methods(_MANAGER, "create_user", "create_superuser", "acreate_user", "acreate_superuser")),
        *marks("write", "django.forms.BaseModelForm.save"),
        *marks("audit", *methods("django.contrib.admin.models.LogEntryManager", "log_action", "log_actions")),
        *marks("audit", *methods("django.contrib.admin.ModelAdmin", "log_addition", "log_change", "log_deletions")),
        *marks("password-check", *methods("django.contrib.auth", "authenticate", "aauthenticate")),
        *marks("password-check", *methods("django.contrib.auth.hashers", "check_password", "acheck_password")),
        *marks("password-check", *methods(_USER, "check_password", "acheck_password")),
        *marks("password-hash", "django.contrib.auth.hashers.make_password", f"{_USER}.set_password"),
        *marks("password-policy", "django.contrib.auth.password_validation.validate_password"),
        *marks("password-hash", *methods(_MANAGER, "create_user", "create_superuser", "acreate_user")),
        *marks("session-login", *methods("django.contrib.auth", "login", "alogin")),
        *marks("session-logout", *methods("django.contrib.auth", "logout", "alogout"), f"{_SESSION}.flush"),
        *marks("session-renewed", *methods("django.contrib.auth", "login", "alogin"), f"{_SESSION}.flush"),
        *marks("session-renewed", *methods(_SESSION, "cycle_key", "acycle_key", "aflush", "create")),
        *marks("token", *methods("django.core.signing", "dumps", "Signer.sign", "TimestampSigner.sign")),
        *marks("authentication", *methods("django.core.signing", "loads", "Signer.unsign", "TimestampSigner.unsign")),
        *marks(
            "send-mail", *methods("django.core.mail", "send_mail", "send_mass_mail", "mail_admins", "mail_managers")
        ),
        *marks(
            "send-mail",
            *methods("django.core.mail.EmailMessage", "send"),
            "django.contrib.auth.models.AbstractUser.email_user",
        ),
        *marks("file-save", *methods("django.core.files.storage.Storage", "save")),
        *marks("csrf", "django.middleware.csrf.CsrfViewMiddleware.process_view"),
    ),
    answers=(
        Answer("django.http.Http404", 404),
        Answer("django.core.exceptions.PermissionDenied", 403),
        Answer("django.core.exceptions.SuspiciousOperation", 400),
        Answer("django.http.HttpResponse", 200, ":status"),
        Answer("django.http.StreamingHttpResponse", 200, ":status"),
        Answer("django.http.HttpResponseBadRequest", 400),
        Answer("django.http.HttpResponseForbidden", 403),
        Answer("django.http.HttpResponseNotFound", 404),
        Answer("django.http.HttpResponseNotAllowed", 405),
        Answer("django.http.HttpResponseGone", 410),
        Answer("django.http.HttpResponseNotModified", 304),
        Answer("django.http.HttpResponseServerError", 500),
        Answer("django.http.HttpResponseRedirect", 302, redirects=True),
        Answer("django.http.HttpResponsePermanentRedirect", 301, redirects=True),
        Answer("django.shortcuts.redirect", 302, redirects=True),
        Answer("django.contrib.auth.views.redirect_to_login", 302, redirects=True),
        Answer("django.shortcuts.render", 200, ":status"),
    ),
    calls={
        "django.utils.datastructures.MultiValueDict.pop": _takes_out,
        "django.shortcuts.render": renders("1:template_name", "2:context", request="0:request", django=True),
        "django.shortcuts.render_to_response": renders("0:template_name", "1:context", django=True),
        "django.template.response.TemplateResponse": renders(
            "1:template", "2:context", request="0:request", django=True
        ),
        "django.template.response.SimpleTemplateResponse": renders("0:template", "1:context", django=True),
        "django.template.loader.render_to_string": renders(
            "0:template_name", "1:context", request="2:request", django=True
        ),
        "django.template.Template.render": renders_template,
        "django.template.backends.django.Template.render": renders_template,
        **dict.fromkeys(_ONE, gives_instance),
        **dict.fromkeys(_PAIRS, gives_pair),
        **dict.fromkeys(methods(_MODEL, "save", "asave", "delete", "adelete"), changes),
        **dict.fromkeys(_both("update", "delete"), changes),
        f"{_USER}.set_password": changes,
        **dict.fromkeys(methods(_MANAGER, "create_user", "create_superuser", "acreate_user"), gives_instance),
        "django.shortcuts.get_object_or_404": gives_instance,
        "django.shortcuts.aget_object_or_404": gives_instance,
        "django.shortcuts.get_list_or_404": gives_instances,
        "django.contrib.auth.get_user_model": user_model,
        f"{_CURSOR}.execute": executes("0:sql"),
        f"{_CURSOR}.executemany": executes("0:sql"),
        f"{_FORM}.is_valid": cleans,
        "django.core.validators.validate_email": accepts("0:value"),
        "django.core.validators.validate_slug": accepts("0:value"),
        "django.core.validators.validate_ipv4_address": accepts("0:value"),
        f"{_SESSION}.__setitem__": kept_session_entry,
    },
)
