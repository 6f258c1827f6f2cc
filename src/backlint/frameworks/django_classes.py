"""Django's classes: other names under which they are imported, and what descends from what."""

from __future__ import annotations

from backlint.frameworks.rows import children, methods

_BASES = {
    "BaseDetailView": "detail",
    "BaseListView": "list",
    "ProcessFormView": "edit",
    "BaseFormView": "edit",
    "BaseCreateView": "edit",
    "BaseUpdateView": "edit",
    "BaseDeleteView": "edit",
    "BaseArchiveIndexView": "dates",
    "BaseYearArchiveView": "dates",
    "BaseMonthArchiveView": "dates",
    "BaseWeekArchiveView": "dates",
    "BaseDayArchiveView": "dates",
    "BaseTodayArchiveView": "dates",
    "BaseDateDetailView": "dates",
}
BASE_VIEWS = {name: f"django.views.generic.{module}.{name}" for name, module in _BASES.items()}
"""What the generic views are made of, without their templates."""

ALIASES = {
    **{name: name for name in BASE_VIEWS.values()},
    "django.views.generic.View": "django.views.View",
    "django.views.generic.base.View": "django.views.View",
    "django.views.generic.base": "django.views.generic",
    "django.views.generic.dates": "django.views.generic",
    "django.views.generic.detail": "django.views.generic",
    "django.views.generic.edit": "django.views.generic",
    "django.views.generic.list": "django.views.generic",
    "django.views.generic.detail.SingleObjectMixin": "django.views.generic.detail.SingleObjectMixin",
    "django.views.generic.edit.FormMixin": "django.views.generic.edit.FormMixin",
    "django.views.generic.list.MultipleObjectMixin": "django.views.generic.list.MultipleObjectMixin",
    "django.http.request": "django.http",
    "django.http.response": "django.http",
    "django.http.request.HttpHeaders": "django.http.request.HttpHeaders",
    "django.http.response.ResponseHeaders": "django.http.response.ResponseHeaders",
    "django.urls.base": "django.urls",
    "django.urls.conf": "django.urls",
    "django.urls.resolvers": "django.urls",
    "django.urls.exceptions": "django.urls",
    "django.conf.urls.include": "django.urls.include",
    "django.db.models.aggregates": "django.db.models",
    "django.db.models.base": "django.db.models",
    "django.db.models.enums": "django.db.models",
    "django.db.models.expressions": "django.db.models",
    "django.db.models.expressions.RawSQL": "django.db.models.expressions.RawSQL",
    "django.db.models.fields": "django.db.models",
    "django.db.models.fields.files": "django.db.models",
    "django.db.models.fields.json": "django.db.models",
    "django.db.models.fields.related": "django.db.models",
    "django.db.models.manager": "django.db.models",
    "django.db.models.query": "django.db.models",
    "django.db.models.query_utils": "django.db.models",
    "django.forms.fields": "django.forms",
    "django.forms.forms": "django.forms",
    "django.forms.formsets": "django.forms",
    "django.forms.models": "django.forms",
    "django.forms.widgets": "django.forms",
    "django.template.base.Template": "django.template.Template",
    "django.template.engine.Engine": "django.template.Engine",
    "django.core.files.base.File": "django.core.files.File",
    "django.core.files.storage.base": "django.core.files.storage",
    "django.core.files.storage.filesystem": "django.core.files.storage",
    "django.core.mail.message": "django.core.mail",
    "django.contrib.auth.base_user.AbstractBaseUser": "django.contrib.auth.models.AbstractBaseUser",
    "django.contrib.auth.base_user.BaseUserManager": "django.contrib.auth.models.BaseUserManager",
    "django.utils.safestring.SafeText": "django.utils.safestring.SafeString",
    "django.db.migrations.operations.RunSQL": "django.db.migrations.RunSQL",
    "django.db.migrations.operations.special.RunSQL": "django.db.migrations.RunSQL",
}
"""Other names of things, or of the modules that hold them."""

_VIEWS = methods(
    "django.views.generic",
    *("RedirectView", "TemplateView", "ArchiveIndexView", "DateDetailView", "DayArchiveView", "MonthArchiveView"),
    *("TodayArchiveView", "WeekArchiveView", "YearArchiveView", "DetailView", "CreateView", "DeleteView", "FormView"),
    *("UpdateView", "ListView"),
)
_RESPONSES = methods(
    "django.http",
    *("HttpResponseBadRequest", "HttpResponseForbidden", "HttpResponseGone", "HttpResponseNotAllowed"),
    *("HttpResponseNotFound", "HttpResponseNotModified", "HttpResponsePermanentRedirect", "HttpResponseRedirect"),
    *("HttpResponseServerError", "JsonResponse"),
)
_SUSPICIONS = methods(
    "django.core.exceptions",
    *("SuspiciousMultipartForm", "SuspiciousFileOperation", "DisallowedHost", "DisallowedRedirect"),
    *("TooManyFieldsSent", "TooManyFilesSent", "RequestDataTooBig"),
)

PARENTS: dict[str, tuple[str, ...]] = {
    # requests and responses
    **children(
        "django.http.HttpRequest", "django.core.handlers.wsgi.WSGIRequest", "django.core.handlers.asgi.ASGIRequest"
    ),
    **children("django.http.HttpResponseBase", *methods("django.http", "HttpResponse", "StreamingHttpResponse")),
    **children("django.http.StreamingHttpResponse", "django.http.FileResponse"),
    **children("django.http.HttpResponse", *_RESPONSES, "django.template.response.SimpleTemplateResponse"),
    **children("django.template.response.SimpleTemplateResponse", "django.template.response.TemplateResponse"),
    # views
    **children("django.views.View", *_VIEWS, *BASE_VIEWS.values()),
    **children("django.views.generic.FormView", "django.contrib.auth.views.LoginView"),
    **children(
        "django.views.generic.FormView",
        *methods("django.contrib.auth.views", "PasswordChangeView", "PasswordResetView", "PasswordResetConfirmView"),
    ),
    **children(
        "django.views.generic.TemplateView",
        "django.contrib.auth.views.LogoutView",
        *methods("django.contrib.auth.views", "PasswordResetDoneView", "PasswordResetCompleteView"),
        "django.contrib.auth.views.PasswordChangeDoneView",
    ),
    **children(
        "django.contrib.auth.mixins.AccessMixin",
        *methods("django.contrib.auth.mixins", "LoginRequiredMixin", "PermissionRequiredMixin", "UserPassesTestMixin"),
    ),
    # models; a manager has the methods of its query sets
    **children("django.db.models.QuerySet", "django.db.models.Manager"),
    **children("django.db.models.Manager", "django.contrib.auth.models.BaseUserManager"),
    **children("django.contrib.auth.models.BaseUserManager", "django.contrib.auth.models.UserManager"),
    **children(
        "django.db.models.Model",
        *methods("django.contrib.auth.models", "AbstractBaseUser", "PermissionsMixin", "Group", "Permission"),
        "django.contrib.admin.models.LogEntry",
        "django.contrib.contenttypes.models.ContentType",
        "django.contrib.sessions.models.Session",
    ),
    **children(
        ("django.contrib.auth.models.AbstractBaseUser", "django.contrib.auth.models.PermissionsMixin"),
        "django.contrib.auth.models.AbstractUser",
    ),
    **children("django.contrib.auth.models.AbstractUser", "django.contrib.auth.models.User"),
    **children("django.db.models.Func", "django.db.models.Aggregate", "django.db.models.Transform"),
    **children("enum.Enum", "django.db.models.Choices"),
    **children("django.db.models.Choices", *methods("django.db.models", "IntegerChoices", "TextChoices")),
    # forms
    **children("django.forms.BaseForm", "django.forms.Form", "django.forms.BaseModelForm"),
    **children("django.forms.BaseModelForm", "django.forms.ModelForm"),
    **children(
        "django.forms.ModelForm",
        *methods("django.contrib.auth.forms", "BaseUserCreationForm", "UserChangeForm"),
    ),
    **children("django.contrib.auth.forms.BaseUserCreationForm", "django.contrib.auth.forms.UserCreationForm"),
    **children(
        "django.forms.Form",
        *methods("django.contrib.auth.forms", "AuthenticationForm", "PasswordResetForm", "SetPasswordForm"),
    ),
    **children("django.contrib.auth.forms.SetPasswordForm", "django.contrib.auth.forms.PasswordChangeForm"),
    # files and mail
    **children("django.core.files.File", "django.core.files.uploadedfile.UploadedFile"),
    **children(
        "django.core.files.uploadedfile.UploadedFile",
        *methods("django.core.files.uploadedfile", "InMemoryUploadedFile", "TemporaryUploadedFile"),
    ),
    **children(
        "django.core.files.uploadedfile.InMemoryUploadedFile", "django.core.files.uploadedfile.SimpleUploadedFile"
    ),
    **children(
        "django.core.files.storage.Storage",
        *methods("django.core.files.storage", "FileSystemStorage", "InMemoryStorage"),
    ),
    **children("django.core.mail.EmailMessage", "django.core.mail.EmailMultiAlternatives"),
    # exceptions
    **children("builtins.Exception", "django.http.Http404", "django.core.exceptions.PermissionDenied"),
    **children(
        "builtins.Exception", "django.core.exceptions.SuspiciousOperation", "django.core.exceptions.ValidationError"
    ),
    **children("django.core.exceptions.SuspiciousOperation", *_SUSPICIONS),
}
"""The nearest bases of each class that have a meaning of their own."""
