"""The likelihood of people who each have a chance of their own, and whom being found once may change.

The log odds that a person with ease theta is found by list t are theta + sum_p X[t, p] beta[p]; theta follows a law
given by nodes and weights, scaled by sigma. The columns X say which model it is: one for all lists (M0) or one for each
(Mt), and one for "found by an earlier list" (Mb, Mtb), for which the lists need an order. With p(N) proportional to 1/N
the number unseen falls out: what is left is the likelihood given that a person is on some list, and n0 given the rest
is negative binomial (Otis, Burnham, White & Anderson 1978, Wildlife Monographs 62; Coull & Agresti 1999,
doi:10.1111/j.0006-341X.1999.00294.x).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from habeas.errors import EstimateRefused
from habeas.estimation.capture_histories import CaptureHistories
from habeas.estimation.results import Floats

PRIOR_SD = 3.0
"""Every coefficient has a normal prior this wide, on the logit scale: it only keeps what the data say nothing of from
running away."""
STEP = 1e-4


@dataclass(frozen=True)
class PersonModel:
    """`marks` (cells, J) in the order of the lists, `counts` (cells,); `columns` (cells + 1, J, P), the last cell being
    "on no list"; `nodes` (Q,) of theta and `weights` (Q,). `free_spread`: the nodes are multiplied by sigma, which is
    the exponential of the last parameter. `offset` (cells + 1, J) is added to the log odds."""

    marks: Floats
    counts: Floats
    columns: Floats
    nodes: Floats
    weights: Floats
    free_spread: bool = False
    offset: Floats | float = 0.0

    @property
    def size(self) -> int:
        """Parameters: P, and sigma where it is free."""
        return int(self.columns.shape[2]) + int(self.free_spread)

    @cached_property
    def _all_marks(self) -> Floats:
        return np.vstack([self.marks, np.zeros((1, self.marks.shape[1]))])

    def value(self, beta: Floats) -> tuple[float, Floats]:
        """Minus the log of likelihood and prior, and its gradient."""
        logs, posterior, residual = self._cells(beta)
        unseen = float(np.exp(logs[-1]))
        n = float(self.counts.sum())
        # Each documented cell weighs its people; the cell of no list what dividing by 1 - pi_0 brings.
        mass = np.append(self.counts, n * unseen / max(1 - unseen, 1e-12))
        gradient = np.einsum("c,cq,cqt,ctp->p", mass, posterior, residual, self.columns, optimize=True)
        if self.free_spread:
            pull = residual.sum(axis=2) * self.nodes[None, :] * np.exp(beta[-1])
            gradient = np.append(gradient, float(mass @ (posterior * pull).sum(axis=1)))
        likelihood = float(self.counts @ logs[:-1]) - n * float(np.log(max(1 - unseen, 1e-12)))
        return -likelihood + float(beta @ beta) / (2 * PRIOR_SD**2), -gradient + beta / PRIOR_SD**2

    def likelihood(self, beta: Floats) -> float:
        """Log-likelihood given that people are on some list, without the prior and the multinomial coefficient."""
        logs, _, _ = self._cells(beta)
        n = float(self.counts.sum())
        return float(self.counts @ logs[:-1]) - n * float(np.log(max(-np.expm1(logs[-1]), 1e-12)))

    def unseen(self, betas: Floats) -> Floats:
        """The chance to be on no list, for `betas` (draws, size): shape (draws,). Nobody there was ever found before:
        an offset for those who were does not touch it."""
        spread = np.exp(betas[:, -1]) if self.free_spread else np.ones(len(betas))
        fixed = betas[:, : self.columns.shape[2]] @ self.columns[-1].T
        eta = fixed[:, None, :] + spread[:, None, None] * self.nodes[None, :, None]
        return np.asarray(np.exp(-np.logaddexp(0.0, eta).sum(axis=2)) @ self.weights)

    def _cells(self, beta: Floats) -> tuple[Floats, Floats, Floats]:
        """Log probabilities (cells + 1,), weights of the nodes in each (.., Q), marks less chances (.., Q, J)."""
        spread = float(np.exp(beta[-1])) if self.free_spread else 1.0
        fixed = self.columns @ beta[: self.columns.shape[2]] + self.offset
        eta = np.clip(fixed[:, None, :] + spread * self.nodes[None, :, None], -30, 30)
        lost = np.logaddexp(0.0, eta)
        joint = (self._all_marks[:, None, :] * eta - lost).sum(axis=2) + np.log(self.weights)[None, :]
        top = joint.max(axis=1, keepdims=True)
        logs = top[:, 0] + np.log(np.exp(joint - top).sum(axis=1))
        return logs, np.exp(joint - logs[:, None]), np.asarray(self._all_marks[:, None, :] - np.exp(eta - lost))


@dataclass(frozen=True)
class PersonFit:
    """The mode, the covariance of its neighbourhood, and the log-likelihood there, people being on some list."""

    model: PersonModel
    beta: Floats
    covariance: Floats
    log_likelihood: float

    @property
    def aic(self) -> float:
        """AIC less a constant of the table: to be compared among models of the same table."""
        return -2 * self.log_likelihood + 2 * self.model.size

    def draws(self, size: int, rng: np.random.Generator) -> Floats:
        """Draws of n0, shape (size,): coefficients normal about the mode, then the negative binomial."""
        betas = rng.multivariate_normal(self.beta, self.covariance, size=size, method="eigh")
        people = float(self.model.counts.sum())
        return rng.negative_binomial(people, np.clip(1 - self.model.unseen(betas), 1e-9, 1.0)).astype(float)

    @property
    def unseen_people(self) -> float:
        """n0 at the mode."""
        unseen = float(self.model.unseen(self.beta[None, :])[0])
        return float(self.model.counts.sum()) * unseen / max(1 - unseen, 1e-12)


def fit(model: PersonModel, start: Floats | None = None) -> PersonFit:
    """The mode by BFGS, the curvature by differences of the gradient."""
    from scipy.optimize import minimize

    first = np.full(model.size, -1.0) if start is None else start
    found = minimize(model.value, first, jac=True, method="BFGS", options={"gtol": 1e-5 * max(model.counts.sum(), 1.0)})
    beta = np.asarray(found.x, dtype=float)
    if not np.isfinite(found.fun):
        raise EstimateRefused("the model does not fit this table: its likelihood is not finite")
    values, vectors = np.linalg.eigh(_curvature(model, beta))
    values = np.maximum(values, 1 / PRIOR_SD**2)
    return PersonFit(model, beta, (vectors / values) @ vectors.T, model.likelihood(beta))


def _curvature(model: PersonModel, beta: Floats) -> Floats:
    steps = STEP * np.eye(model.size)
    rows = [(model.value(beta + step)[1] - model.value(beta - step)[1]) / (2 * STEP) for step in steps]
    return 0.5 * (np.array(rows) + np.array(rows).T)


def design(marks: Floats, *, by_list: bool, behaviour: bool) -> Floats:
    """The columns of a model for `marks` (cells, J), the lists in their order: shape (cells + 1, J, P)."""
    every = np.vstack([marks, np.zeros((1, marks.shape[1]))])
    cells, lists = every.shape
    own = np.eye(lists) if by_list else np.ones((lists, 1))
    parts = [np.broadcast_to(own[None], (cells, *own.shape))]
    if behaviour:
        parts.append((np.cumsum(every, axis=1) - every > 0).astype(float)[:, :, None])
    return np.concatenate(parts, axis=2)


def normal_nodes(count: int = 25) -> tuple[Floats, Floats]:
    """Nodes and weights of a standard normal (Gauss-Hermite)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(count)
    return np.asarray(nodes), np.asarray(weights / weights.sum())


def saturated(histories: CaptureHistories) -> float:
    """The log-likelihood, as in `PersonModel.likelihood`, of a model that gives every cell its share."""
    counts = histories.counts.astype(float)
    return float(counts @ np.log(counts / counts.sum()))
