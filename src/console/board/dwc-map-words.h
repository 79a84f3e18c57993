/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-map-scene.h"

G_BEGIN_DECLS

char *dwc_map_words_dup_doing (const DwcMapPerson *person);
char *dwc_map_words_dup_person (const DwcMapPerson *person,
                                gint64              now_us);
char *dwc_map_words_dup_chip (const DwcMapPerson *person,
                              gint64              now_us);
char *dwc_map_words_dup_job (DwdJob *job);
char *dwc_map_words_dup_jobs (const guint counts[DWD_N_JOB_STATUSES]);
char *dwc_map_words_dup_people (guint n_people,
                                guint n_late);
char *dwc_map_words_dup_freshness (const DwcMapFreshness *freshness,
                                   gint64                 now_us);

G_END_DECLS
