"""Which components a model may be made of.

An archive names the classes of its graph, and Rasa imports whatever is named: only the
names below are let through, before anything is imported. Left out are those that would
keep Python code in an archive (pickle), and those that call a package for which
`bot.engine.light` puts a stand-in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.content.faults import Fault
from bot.content.folders import CODE
from bot.content.tree import Tree

OWN = ("bot.nlu.", "bot.policy.")

RECIPE = "default.v1"
CONFIG_KEYS = ("recipe", "assistant_id", "language", "importers", "pipeline", "policies")
# What belongs to the other part.
ELSEWHERE = {"pipeline": "bot.policy.", "policies": "bot.nlu."}

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
_NOT_THERE = "il n'existe pas"
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


def _is_there(name: str) -> bool:
    """If there is such a class of ours; without an import, which would take Rasa's."""
    module, _, short = name.rpartition(".")
    path = CODE.joinpath(*module.split(".")).with_suffix(".py")
    made = rf"^class {re.escape(short)}\b"
    return path.is_file() and bool(re.search(made, path.read_text(encoding="utf-8"), re.MULTILINE))


def refusals(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The components of `config.yml` that are not for this assistant, each with why."""
    known = {name.rpartition(".")[2] for name in RASA}
    for name in names:
        short = name.rpartition(".")[2]
        if str(name).startswith(OWN) and not _is_there(str(name)):
            yield name, _NOT_THERE
        elif not (allowed(name) or name.startswith(OWN) or (name == short and name in known)):
            yield name, WHY_NOT.get(short, _UNKNOWN)


def faults(tree: Tree) -> Iterator[Fault]:
    """What is wrong with a `config.yml`; raises what a file of another form makes it raise."""
    for key in tree.value:
        if key not in CONFIG_KEYS:
            message = f"clé inconnue « {key} » ; clés possibles : {', '.join(CONFIG_KEYS)}"
            yield tree.fault((key,), message)
    if tree.value.get("recipe") != RECIPE:
        yield tree.fault(("recipe",), f"écrivez « recipe: {RECIPE} »")
    for part in ("pipeline", "policies"):
        for number, component in enumerate(tree.value[part]):
            for name, why in refusals([component["name"]]):
                yield tree.fault((part, number), f"le composant « {name} » est refusé : {why}")
            yield from _threshold_faults(tree, (part, number), component)
            if str(component["name"]).startswith(ELSEWHERE[part]):
                message = f"le composant « {component['name']} » n'a pas sa place sous « {part} »"
                yield tree.fault((part, number), message)
    if not any(str(one["name"]).endswith("IntentClassifier") for one in tree.value["pipeline"]):
        yield tree.fault(("pipeline",), "aucun composant ne reconnaît les intentions")


def _threshold_faults(
    tree: Tree, where: tuple[str | int, ...], component: dict[str, Any]
) -> Iterator[Fault]:
    for key, value in component.items():
        number = type(value) in (int, float)
        if key.endswith("threshold") and not (number and 0 <= value <= 1):
            yield tree.fault((*where, key), f"« {key} » : un nombre de 0 à 1 est attendu")
    if component["name"].endswith("DoubtClassifier") and "threshold" not in component:
        yield tree.fault(where, "il manque « threshold », un nombre de 0 à 1")
