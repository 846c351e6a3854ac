"""The posterior by NUTS, block by block: a person sees how far it is, and Ctrl-C keeps what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dorsal.errors import NotSettled, OptionError
from dorsal.faces.inquiry.asked import Subject
from dorsal.synthesis.bayes.sampled import SampledPosterior

if TYPE_CHECKING:
    from dorsal.faces.inquiry.posteriors import Asked
    from dorsal.mcmc.nuts import Progress
    from dorsal.mcmc.target import Target
    from dorsal.synthesis.bayes.prior import NormalEffects, TauPrior
    from dorsal.synthesis.exact.arm_model import ArmModel


def sampled(subject: Subject, asked: Asked) -> SampledPosterior:
    """Raises OptionError without `dorsal[mcmc]`, and NotSettled where it is stopped before there are draws."""
    if asked.model is not None:
        return sampled_arms(subject, asked.model, asked.tau, asked.effects)
    if subject.fit.basis is not None:
        raise OptionError("a component model is not sampled; its posterior is exact without --sampler")
    _require_numpyro()
    from dorsal.mcmc.contrast_target import ContrastTarget

    return _run(subject, ContrastTarget.of(subject.fit.network, asked.tau, asked.effects))


def sampled_arms(subject: Subject, model: ArmModel, tau: TauPrior, effects: NormalEffects | None) -> SampledPosterior:
    """Of any model of arms; raises as `sampled`."""
    _require_numpyro()
    from dorsal.mcmc.arm_target import ArmTarget

    return _run(subject, ArmTarget.of(model, tau, effects))


def _require_numpyro() -> None:
    try:
        import dorsal.mcmc.nuts  # noqa: F401
    except ImportError:
        raise OptionError(
            "sampling needs NumPyro: pip install 'dorsal[mcmc]'. --posterior without --sampler integrates, "
            "and needs nothing"
        ) from None


def _run(subject: Subject, target: Target) -> SampledPosterior:
    from dorsal.mcmc.nuts import Settings, sampled_posterior, sampling

    bayes = subject.inquiry.bayes
    settings = Settings(draws=bayes.draws, chains=bayes.chains, warmup=bayes.draws, seed=subject.seed)
    last: Progress | None = None
    subject.tell("Compiling the sampler")
    try:
        for last in sampling(target, settings):
            subject.tell(_words(last), last.done / settings.draws if last.done else None)
    except KeyboardInterrupt:
        if last is None or not last.done:
            raise
    if last is None:
        raise NotSettled("nothing was drawn")
    return sampled_posterior(target, last)


def _words(progress: Progress) -> str:
    settings = progress.settings
    if not progress.done:
        return f"Warming up: {progress.warmed:,} of {settings.warmup:,} draws in each of {settings.chains} chains"
    drawn = f"{progress.done:,} of {settings.draws:,} draws in each of {settings.chains} chains"
    return f"Sampling: {drawn}; Ctrl-C stops and keeps them"
