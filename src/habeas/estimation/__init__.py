"""How many nobody recorded: multiple systems estimation.

In: who is on which list, as counts of patterns of 0 and 1 (`capture_histories.CaptureHistories`), from rows, counts, or
a CSV, XLSX or Parquet file (`tables.py`); optionally strata, replicates, covariates. No names: it never sees a vault.
Out: frozen results (`results.py`, `findings.py`): totals with intervals and draws, diagnostics, refusals, warnings.

    capture_histories.py    counted patterns, and what cannot be estimated at all
    copies.py               lists that lie inside another
    closed_forms.py         Chapman, Chao's lower bound, sample coverage
    hierarchical_models.py  loglinear.py  loglinear_kernel.py   all log-linear models, averaged; does the estimate exist
    intervals.py            profile likelihood, BCa bootstrap        mixture_family.py   M0, Mt, Mh, Mth
    graphs.py               decomposable_kernel.py   decomposable graphs, exact to 6 lists, a walk to 11
    latent_class.py         latent_class_kernel.py   latent_class_sweep.py   latent classes
    person_chances.py       people with a chance of their own   smooth_people.py     Mth-smooth: by degrees
    list_order.py  found_again.py   Mb, Mtb, Mbh: does being found once change the chance to be found again
    chains.py               do the chains agree
    assumptions.py          what each identifying assumption makes of the same data
    doubly_robust.py        two lists and covariates
    combine.py  strata.py   replicates into one answer; strata added by draws
    averaging.py            what takes part in the average, with which weight
    choose.py               the rules of `--model auto`, one table
    divided.py              strata, replicates, and both at once
    warnings.py  warnings_of_lists.py  warning_words.py  peaks.py   the 18 warnings of the field, and five more
    report.py  report_words.py  plots.py  report.typ   terminal, HTML, PDF
    warm.py                 fills the cache of compiled code

Promises: a seed gives the same figures, in whatever order lists and rows come; no cap on N; chains that disagree are
refused, not averaged; no number without its warnings; errors name lists and rows by number.
Does not: link records (linkage does), know what a list is about, or say how many died.
"""
