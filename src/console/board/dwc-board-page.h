/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-page.h"

G_BEGIN_DECLS

#define DWC_TYPE_BOARD_PAGE (dwc_board_page_get_type ())

/*
 * The day: tray, map over time grid, inspector. Below 1200 px the inspector becomes a bar with what
 * is selected, from which it opens over the page; below 1100 px the tray becomes a rail with its count.
 *
 * Actions on the selected job, for every view inside: "board.assign", "board.unassign",
 * "board.reschedule", "board.status", "board.set-status" (s, the wire's word), "board.inspect",
 * "board.show-on-map"; and of the page: "board.previous-day", "board.today", "board.next-day",
 * "board.tray", "board.inspector", "board.search".
 */
G_DECLARE_FINAL_TYPE (DwcBoardPage, dwc_board_page, DWC, BOARD_PAGE, DwcPage)

GtkWidget *dwc_board_page_new (void);
/* Another account or cache: lists are asked for anew. */
void       dwc_board_page_reload (DwcBoardPage *self);
gboolean   dwc_board_page_get_is_narrow (DwcBoardPage *self);      /* the inspector is a bar */
gboolean   dwc_board_page_get_has_rail (DwcBoardPage *self);
/* For measurements: the day has come, and map, grid and tray show it. */
gboolean   dwc_board_page_shows_jobs (DwcBoardPage *self);

G_END_DECLS
