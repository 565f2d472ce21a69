"""save_checkpoint and load_checkpoint: whole, or not there."""

from tests.mistakes import mistake
from tests.mistakes.optimizer.shared import GO_ON

WHOLE = "A checkpoint is whole"

T_SAVE = """    save_file(tensors, f"{path}.part", metadata={"step": str(step), "optimizer": facts})
    os.replace(f"{path}.part", path)"""
META = '{"step": str(step), "optimizer": facts}'
T_LOAD = "optimizer.load_state_dict(saved)"
STATES, GROUPS = '    states |= saved["states"]\n', '    groups[:] = saved["groups"]\n'

MISTAKES = [
    mistake(
        "checkpoint-is-a-pickle",
        of="save_checkpoint",
        advice="""Plain safetensors cannot read your file: `torch.save` writes a pickle, which
        runs whatever code its author wants when you load it. Use `safetensors.torch.save_file`.""",
        torch=(
            'save_file(tensors, f"{path}.part", metadata=',
            'torch.save([tensors, facts], f"{path}.part"); dict(a=',
        ),
        read=WHOLE,
    ),
    mistake(
        "checkpoint-other-names",
        of="save_checkpoint",
        advice="""The names of your tensors are not `model.` and the name in `state_dict()`. Without
        it a parameter that is called `optimizer.…` would be taken for the optimizer's.""",
        torch=('f"model.{name}": t', "name: t"),
        read=WHOLE,
    ),
    mistake(
        "checkpoint-without-step",
        of="save_checkpoint",
        advice="""The step is not in the metadata. Without it nobody knows how far the run was, and
        the schedule would begin anew.""",
        torch=(META, '{"optimizer": facts}'),
        read=WHOLE,
    ),
    mistake(
        "checkpoint-forgets-buffers",
        of="save_checkpoint",
        advice="""You save the parameters alone. A model may keep other numbers, its buffers, and is
        another model without them: `state_dict()` has both.""",
        torch=("model.state_dict().items()", "model.named_parameters()"),
        read=WHOLE,
    ),
    mistake(
        "checkpoint-written-in-place",
        of="save_checkpoint",
        advice="""You open the old checkpoint and write over it. If the program is stopped in the
        middle, what is left? Write another file, then `os.replace` it: that happens at once.""",
        torch=(
            T_SAVE,
            f"""    from safetensors.torch import save

    with open(path, "wb") as file:
        file.write(save(tensors, {META}))""",
        ),
        also=(
            (
                'os.replace(f"{path}.part", path)',
                """import shutil

    shutil.copyfile(f"{path}.part", path)
    os.remove(f"{path}.part")""",
            ),
        ),
        read=WHOLE,
    ),
    mistake(
        "checkpoint-leaves-files",
        of="save_checkpoint",
        advice="""Beside the checkpoint your code leaves a file. What belongs together belongs into
        one file, or one half gets lost; and a draft is moved, not copied.""",
        torch=(
            T_SAVE,
            T_SAVE + '\n    with open(f"{path}.json", "w") as file:\n        file.write(facts)',
        ),
        read=WHOLE,
    ),
    mistake(
        "checkpoint-forgets-the-optimizer",
        of="load_checkpoint",
        advice="""The model comes back, the optimizer begins anew: its means are 0, its rates those
        of the constructor. Load its state, too.""",
        numpy=[(STATES, ""), (GROUPS, "")],
        torch=(T_LOAD, "pass"),
        read=GO_ON,
    ),
    mistake(
        "checkpoint-forgets-the-means",
        of="load_checkpoint",
        advice="""The options of the groups come back, the running means of the optimizer do not:
        the first steps after loading are those of a beginner.""",
        numpy=(STATES, ""),
        torch=(T_LOAD, 'optimizer.load_state_dict(saved | {"state": {}})'),
        read=GO_ON,
    ),
    mistake(
        "checkpoint-forgets-the-groups",
        of="load_checkpoint",
        advice="""The means of the optimizer come back, the options of its groups do not: training
        goes on with another learning rate. Load `param_groups` as well.""",
        numpy=(GROUPS, ""),
        torch=(
            T_LOAD,
            """saved["param_groups"] = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict(saved)""",
        ),
        read=GO_ON,
    ),
    mistake(
        "checkpoint-forgets-plain-numbers",
        of="load_checkpoint",
        advice="""What is a tensor in the optimizer's state comes back, what is a plain number, such
        as a count of steps, does not. safetensors holds tensors only: put the rest into the
        metadata, as text.""",
        torch=("{int(index): numbers for", "{int(index): {} for"),
        read=GO_ON,
    ),
    mistake(
        "checkpoint-replaces-the-parameters",
        of="load_checkpoint",
        advice="""Loading gives the model new parameters, and the optimizer still holds the old
        ones: it moves tensors that nobody uses. Copy the numbers into the old parameters, as
        `load_state_dict` does by default.""",
        torch=("model.load_state_dict(own)", "model.load_state_dict(own, assign=True)"),
        read=GO_ON,
    ),
    mistake(
        "checkpoint-step-as-text",
        of="load_checkpoint",
        at="load_checkpoint",
        advice="The step comes back as text, as metadata holds it: make a whole number of it.",
        numpy=('return saved["step"]', 'return str(saved["step"])'),
        torch=('return int(facts["step"])', 'return facts["step"]'),
        read=GO_ON,
    ),
    mistake(
        "checkpoint-returns-no-step",
        of="load_checkpoint",
        advice="""Nothing comes back from loading. The caller needs the step: the loop and the
        schedule go on from there.""",
        numpy=('return saved["step"]', "return None"),
        torch=('    return int(facts["step"])\n', ""),
        read=GO_ON,
    ),
    mistake(
        "checkpoint-hides-the-optimizer",
        of="save_checkpoint",
        advice="""The means of the optimizer are not tensors of the file under `optimizer.`: they
        stand in the metadata, or under other names. A pickle in there runs code when it is read,
        and text takes ten times the room. Save them as the model's weights are saved.""",
        torch=[
            ('"optimizer.{index}.{key}"', '"state.{index}.{key}"'),
        ],
        read=WHOLE,
    ),
]
