/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-fuzz"

#include "config.h"

#include <string.h>

#include "conflict/dwd-decision.h"

/* What is read as a decision writes a decision, and that one reads and writes itself. */

int LLVMFuzzerTestOneInput (const guint8 *data,
                            size_t        size);

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  /* A block of its very size: reading one byte behind it is a finding. */
  g_autofree char *text = g_memdup2 (data, size);
  g_autoptr (DwdDecision) decision = dwd_decision_new_from_json (text, size, NULL);
  g_autoptr (DwdDecision) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autofree char *second = NULL;

  if (decision == NULL)
    return 0;

  json = dwd_decision_to_json (decision);
  again = dwd_decision_new_from_json (json, strlen (json), &error);
  g_assert_no_error (error);
  second = dwd_decision_to_json (again);
  g_assert_cmpstr (json, ==, second);

  for (guint i = 0; i < dwd_decision_get_n_fields (decision); i++)
    g_assert_true (dwd_decision_find_field (decision, dwd_decision_get_field (decision, i)->name) ==
                   dwd_decision_get_field (decision, i));

  return 0;
}
