"""Which components a model may be made of.

An archive names the classes of its graph, and Rasa imports whatever is named: only the
names below are let through, before anything is imported. Left out are those that would
keep Python code in an archive (pickle), and those that call a package for which
`bot.engine.light` puts a stand-in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

OWN = ("bot.nlu.", "bot.policy.")

_PROVIDERS = "rasa.graph_components.providers."
_CONVERTERS = "rasa.graph_components.converters.nlu_message_converter."
_TOKENIZERS = "rasa.nlu.tokenizers."

RASA = frozenset(
    {
        _PROVIDERS + "domain_provider.DomainProvider",
        _PROVIDERS + "domain_for_core_training_provider.DomainForCoreTrainingProvider",
        _PROVIDERS + "nlu_training_data_provider.NLUTrainingDataProvider",
        _PROVIDERS + "forms_provider.FormsProvider",
        _PROVIDERS + "responses_provider.ResponsesProvider",
        _PROVIDERS + "rule_only_provider.RuleOnlyDataProvider",
        _PROVIDERS + "story_graph_provider.StoryGraphProvider",
        _PROVIDERS + "training_tracker_provider.TrainingTrackerProvider",
        _CONVERTERS + "NLUMessageConverter",
        "rasa.graph_components.validators.default_recipe_validator.DefaultV1RecipeValidator",
        "rasa.graph_components.validators.finetuning_validator.FinetuningValidator",
        "rasa.core.policies.ensemble.DefaultPolicyPredictionEnsemble",
        "rasa.core.policies.rule_policy.RulePolicy",
        "rasa.core.policies.memoization.MemoizationPolicy",
        "rasa.nlu.classifiers.regex_message_handler.RegexMessageHandler",
        "rasa.nlu.classifiers.fallback_classifier.FallbackClassifier",
        "rasa.nlu.classifiers.keyword_intent_classifier.KeywordIntentClassifier",
        "rasa.nlu.extractors.entity_synonyms.EntitySynonymMapper",
        "rasa.nlu.extractors.regex_entity_extractor.RegexEntityExtractor",
        _TOKENIZERS + "whitespace_tokenizer.WhitespaceTokenizer",
    }
)

_NETWORK = "il lui faut TensorFlow, que l'assistant ne charge pas en service"
_PICKLE = "il garderait du code Python dans l'archive"
WHY_NOT: Mapping[str, str] = {
    "DIETClassifier": _NETWORK,
    "ResponseSelector": _NETWORK,
    "TEDPolicy": _NETWORK,
    "UnexpecTEDIntentPolicy": _NETWORK,
    "ConveRTFeaturizer": _NETWORK,
    "LanguageModelFeaturizer": _NETWORK,
    "LogisticRegressionClassifier": _PICKLE,
    "SklearnIntentClassifier": _PICKLE,
    "CRFEntityExtractor": _PICKLE,
    "CountVectorsFeaturizer": _PICKLE,
    "RegexFeaturizer": _PICKLE,
    "LexicalSyntacticFeaturizer": _PICKLE,
    "SpacyNLP": "un modèle spaCy prend 350 Mo et 7 ms par message",
}
_UNKNOWN = "il n'est pas dans la liste de bot/content/components.py"


def allowed(component: str) -> bool:
    """If a model may hold this class, by its full name."""
    return component in RASA or component.startswith(OWN)


def of_metadata(metadata: Mapping[str, Any]) -> set[str]:
    """The full names of the classes that a model's `metadata.json` names.

    Raises:
        KeyError, TypeError, AttributeError: it is not a model's metadata.
    """
    return {
        str(node["uses"])
        for schema in ("train_schema", "predict_schema")
        for node in metadata[schema]["nodes"].values()
    }


def refusals(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The components of `config.yml` that are not for this assistant, each with why."""
    known = {name.rpartition(".")[2] for name in RASA}
    for name in names:
        short = name.rpartition(".")[2]
        if not (allowed(name) or name.startswith(OWN) or (name == short and name in known)):
            yield name, WHY_NOT.get(short, _UNKNOWN)
