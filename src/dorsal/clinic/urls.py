"""Where each page is. English pages have no prefix, those of another language its code: /es/.

What belongs to a topic stands at the root for the default one and under /topics/NAME/ for others. Each view declares
who may call it; a route without that fails at start-up (security/permission.py).
"""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, register_converter

from dorsal.clinic import error_pages
from dorsal.clinic.address import OTHER
from dorsal.clinic.codes import Code
from dorsal.clinic.views import about, article, downloads, evidence, health, question, review, topics, walk
from dorsal.topics.loader import DEFAULT

register_converter(Code, "code")

OF_A_TOPIC = [
    path("", question.question, name="question"),
    path("article/", article.article, name="article"),
    path("evidence/", evidence.overview, name="evidence"),
    path("evidence/trials/", evidence.trials, name="evidence-trials"),
    path("evidence/trial/<code:study>/", evidence.trial, name="evidence-trial"),
    path("evidence/answer/<code:outcome>/<code:window>/<code:first>/<code:second>/", evidence.finding,
         name="evidence-finding"),
    path("evidence/section/<code:outcome>/<code:window>/", evidence.section, name="evidence-section"),
    path("evidence/tables/", evidence.tables, name="evidence-tables"),
    path("evidence/table/<code:table>/", evidence.table, name="evidence-table"),
    path("evidence/row/<code:row>/", evidence.row, name="evidence-row"),
    path("evidence/reviews/", evidence.reviews, name="evidence-reviews"),
    path("evidence/methods/", evidence.methods, name="evidence-methods"),
    path("evidence/left-out/", evidence.left_out, name="evidence-left-out"),
    path("decide/", walk.start, name="walk"),
    path("decide/about/", walk.about, name="walk-about"),
    path("decide/safety/", walk.safety, name="walk-safety"),
    path("decide/screen/", walk.screened, name="walk-screen"),
    path("decide/matters/", walk.matters, name="walk-matters"),
    path("decide/options/", walk.options, name="walk-options"),
    path("decide/order/", walk.order, name="walk-order"),
    path("decide/plan/", walk.plan, name="walk-plan"),
    path("decide/print/", walk.printed, name="walk-print"),
    path("decide/record/", walk.recorded, name="walk-record"),
    path("decide/hand-out.pdf", walk.handout_file, name="walk-handout-file"),
    path("decide/record.pdf", walk.record_file, name="walk-record-file"),
    path("decide/end/", walk.finish, name="walk-end"),
    path("downloads/", downloads.list_of_files, name="evidence-downloads"),
    path("downloads/<code:file>", downloads.file, name="evidence-file"),
]  # fmt: skip

urlpatterns = [
    path("health/", health.health, name="health"),
    *i18n_patterns(
        path("topics/", topics.topics, name="topics"),
        path("topics/<code:topic>/", include((OF_A_TOPIC, OTHER))),
        path("about/", about.about, name="about"),
        path("review/", review.start, name="review"),
        path("review/read/", review.read, name="review-read"),
        path("review/answer/", review.answer, name="review-answer"),
        path("review/file/", review.file, name="review-file"),
        path("review/end/", review.finish, name="review-end"),
        path("", include(OF_A_TOPIC), {"topic": DEFAULT}),
        prefix_default_language=False,
    ),
]

handler400 = error_pages.bad_request
handler403 = error_pages.forbidden
handler404 = error_pages.not_found
handler500 = error_pages.server_error
