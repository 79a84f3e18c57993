/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the simulated city is made of: invented people, kinds of work, trades. Static data. */

typedef struct
{
  const char *title;
  const char *job_type;
  const char *skill;
  int min_proficiency;
  const char *certification;   /* (nullable) */
  int minutes_min;
  int minutes_max;
  gboolean urgent;             /* may come in as an emergency */
  const char *part;            /* (nullable): what is often used up */
} DwsSimWork;

typedef struct
{
  const char *skills[3];       /* the first is the trade */
  const char *certifications[2];
  const char *designation;
} DwsSimTrade;

const DwsSimWork *dws_sim_get_works (gsize *n_works);
const DwsSimTrade *dws_sim_get_trades (gsize *n_trades);
const char **dws_sim_get_first_names (gsize *n_names);
const char **dws_sim_get_last_names (gsize *n_names);

G_END_DECLS
