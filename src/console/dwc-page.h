/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_PAGE (dwc_page_get_type ())

/* The base of the window's pages: title, icon, badge, context. */
G_DECLARE_DERIVABLE_TYPE (DwcPage, dwc_page, DWC, PAGE, GtkWidget)

struct _DwcPageClass
{
  GtkWidgetClass parent_class;

  /* The context was set; build what needs it. */
  void (*context_set) (DwcPage    *self,
                       DwcContext *context);
};

DwcContext *dwc_page_get_context (DwcPage *self);
void        dwc_page_set_context (DwcPage    *self,
                                  DwcContext *context);
const char *dwc_page_get_title (DwcPage *self);
const char *dwc_page_get_icon_name (DwcPage *self);
guint       dwc_page_get_badge (DwcPage *self);
void        dwc_page_set_badge (DwcPage *self,
                                guint    badge);

G_END_DECLS
