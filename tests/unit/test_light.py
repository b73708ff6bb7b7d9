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


def printed(code: str) -> list[str]:
    done = run(code)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_rasa_s_agent_is_imported_without_tensorflow_and_nothing_is_left_behind() -> None:
    lines = printed(
        """
        import sys
        from bot.engine import light
        tried = set()
        found = light._StandInFinder.find_spec
        def spied(self, name, path, target=None):
            spec = found(self, name, path, target)
            if spec is not None:
                tried.add(name.partition(".")[0])
            return spec
        light._StandInFinder.find_spec = spied
        light.import_for_serving()
        print("tensorflow" in tried)
        import bot.policy, bot.engine.agent, bot.engine.canaries, bot.nlu.classifier
        import bot.nlu.doubt, bot.nlu.entities
        left = light.TENSORFLOW | light.UNSERVED
        finders = [one for one in sys.meta_path if isinstance(one, light._StandInFinder)]
        print(sorted({n.partition(".")[0] for n in sys.modules} & left), not finders)
        print("rasa.core.agent" in sys.modules, "rasa.core.run" in sys.modules)
        """
    )
    assert lines == ["True", "[] True", "True True"], "or: Rasa no longer imports TensorFlow"


def test_an_object_of_a_class_that_derives_from_tensorflow_names_the_package() -> None:
    [refusal] = printed(
        """
        from bot.engine.light import LeftOut, import_for_training
        import_for_training()
        from rasa.nlu.classifiers.diet_classifier import DIETClassifier
        try:
            DIETClassifier.model_class()(
                data_signature={}, label_data=None, entity_tag_specs=None, config={}
            )
        except LeftOut as refusal:
            print(refusal.package, refusal)
        """
    )
    assert refusal.startswith("keras rasa.nlu.classifiers.diet_classifier.DIET needs")


def test_stand_ins_can_be_derived_from_and_decorated_but_not_used() -> None:
    assert printed(
        """
        from bot.engine.light import LeftOut, stand_ins

        with stand_ins(frozenset({"tensorflow"})):
            import tensorflow as tf
            import tensorflow.keras.layers
            from tensorflow.python.framework import ops

            class Layer(tf.keras.layers.Layer):
                @tf.function(input_signature=[tf.TensorSpec(shape=None)])
                def call(self): ...

        for touch in (Layer, lambda: tf.function(), lambda: tf.never_seen):
            try:
                touch()
            except LeftOut as refusal:
                print(refusal)
        try:
            tf.__not_there__
        except AttributeError as refusal:
            print("no", refusal)
        """
    ) == [
        "__main__.Layer needs the package tensorflow, which this process left out.",
        "function needs the package tensorflow, which this process left out.",
        "never_seen needs the package tensorflow, which this process left out.",
        "no __not_there__",
    ]


def test_a_package_that_is_there_stays_and_one_that_comes_later_is_real() -> None:
    assert printed(
        """
        import sys, types
        sys.modules["tensorflow"] = there = types.ModuleType("tensorflow")
        from bot.engine.light import stand_ins
        with stand_ins(frozenset({"tensorflow", "wave"})):
            import tensorflow
            import wave as stand_in
        import wave
        print(tensorflow is there, stand_in is wave, hasattr(wave, "open"))
        """
    ) == ["True False True"]


def test_every_component_that_a_model_may_have_works_without_them() -> None:
    """Their modules are imported with stand-ins; none of their methods names one of them."""
    [touching] = printed(
        """
        import ast, importlib, inspect
        from bot.content.components import RASA
        from bot.engine import light
        light.import_for_serving()
        left = light.TENSORFLOW | light.UNSERVED
        touching = set()
        for name in RASA:
            module = importlib.import_module(name.rpartition(".")[0])
            assert hasattr(module, name.rpartition(".")[2]), name
            for node in ast.walk(ast.parse(inspect.getsource(module))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                touching |= {n for n in names if n.partition(".")[0] in left}
        print(sorted(touching))
        """
    )
    assert touching == "[]"
