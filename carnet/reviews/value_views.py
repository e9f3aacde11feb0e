"""The calculated values of a dossier, and those that the firm has set in their place."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext as now_
from django.views.decorators.http import require_POST

from carnet.answers.adapting import NoSuchQuestion
from carnet.answers.entering import reset_value, set_value
from carnet.answers.reading import Standing, load
from carnet.campaigns.models import Dossier, State, WrongState
from carnet.questionnaires.by_hand import value_by_hand
from carnet.questionnaires.kinds import KINDS, show
from carnet.questionnaires.outcome import Instance
from carnet.questionnaires.typed import InvalidAnswer
from carnet.reviews.views import dossier_of

