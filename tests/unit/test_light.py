"""Rasa without TensorFlow, each time in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import textwrap


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_rasa_s_agent_is_imported_without_tensorflow() -> None:
    done = run(
        """
        import sys
        from bot.engine.light import TENSORFLOW, without_tensorflow
        without_tensorflow()
        import rasa.core.agent
        from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
        heavy = [module for name, module in sys.modules.items()
                 if name.partition(".")[0] in TENSORFLOW]
        assert heavy, "Rasa no longer imports TensorFlow: drop bot.engine.light"
        print(sorted(module.__name__ for module in heavy if getattr(module, "__file__", None)))
        """
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_an_object_of_a_class_that_derives_from_tensorflow_cannot_be_made() -> None:
    done = run(
        """
        from bot.engine.light import without_tensorflow
        without_tensorflow()
        from rasa.nlu.classifiers.diet_classifier import DIETClassifier
        try:
            DIETClassifier.model_class()(
                data_signature={}, label_data=None, entity_tag_specs=None, config={}
            )
        except RuntimeError as refusal:
            print(refusal)
        """
    )
    assert done.returncode == 0, done.stderr
    assert "DIET needs a package" in done.stdout


def test_a_component_that_only_uses_such_a_class_is_made_and_its_network_refuses() -> None:
    done = run(
        """
        from bot.engine.light import without_tensorflow
        without_tensorflow()
        from rasa.engine.graph import ExecutionContext, GraphSchema
        from rasa.engine.storage.resource import Resource
        from rasa.nlu.classifiers.diet_classifier import DIETClassifier
        from rasa.utils.tensorflow.model_data import RasaModelData
        config = DIETClassifier.get_default_config()
        component = DIETClassifier.create(
            config, None, Resource("diet"), ExecutionContext(GraphSchema({}))
        )
        print(type(component).__name__)
        try:
            component._instantiate_model_class(RasaModelData())
        except RuntimeError as refusal:
            print(refusal)
        """
    )
    assert done.returncode == 0, done.stderr
    made, refusal = done.stdout.splitlines()
    assert made == "DIETClassifier"
    assert refusal.endswith("DIET needs a package that this process left out.")


def test_stand_ins_can_be_derived_from_and_decorated_but_not_used() -> None:
    done = run(
        """
        from bot.engine.light import without_tensorflow
        without_tensorflow()
        import tensorflow as tf
        import tensorflow.keras.layers
        from tensorflow.python.framework import ops

        class Layer(tf.keras.layers.Layer):
            @tf.function(input_signature=[tf.TensorSpec(shape=None)])
            def call(self): ...

        try:
            Layer()
        except RuntimeError as refusal:
            print(refusal)
        try:
            tf.__not_there__
        except AttributeError as refusal:
            print("no", refusal)
        """
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "__main__.Layer needs a package that this process left out.",
        "no __not_there__",
    ]


def test_a_tensorflow_that_is_there_stays() -> None:
    done = run(
        """
        import sys, types
        sys.modules["tensorflow"] = there = types.ModuleType("tensorflow")
        from bot.engine.light import without_tensorflow
        finders = list(sys.meta_path)
        without_tensorflow()
        import tensorflow
        print(tensorflow is there, sys.meta_path == finders)
        """
    )
    assert (done.returncode, done.stdout.strip()) == (0, "True True"), done.stderr
