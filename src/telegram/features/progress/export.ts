// "Xuất bảng tính" below the figures of a directive: which table, in which form. The job make-exports sends it.

import type { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import { exportKinds } from '../../../rollup/exports/make-book.ts'
import { requestExport } from '../../../rollup/exports/request-export.ts'
import { exportFormats } from '../../../rollup/exports/write-export.ts'
import { type DataButton, defineButtons, oneOf } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { directive, followedUnit } from '../../subjects.ts'

const at = { directive, unit: followedUnit, tree: oneOf(['then', 'now']) }
/** The kinds that are about one directive; commendation is about a period. */
const kinds = exportKinds.filter((kind) => kind !== 'commendation')
const buttons = defineButtons('export', {
  choose: at,
  make: {
    directive,
    unit: followedUnit,
    tree: oneOf(['then', 'now']),
    kind: oneOf(exportKinds),
    format: oneOf(exportFormats),
  },
})

interface Place {
  directive: number
  unit: number
  tree: 'then' | 'now'
}

/** Opens the choice. */
export const exportButton = (ctx: BotContext, place: Place): DataButton =>
  buttons.button.choose(ctx.t('export-button'), place)

/** Registers the buttons. */
export function listenToExports(feature: Composer<BotContext>): void {
  buttons.on(feature, {
    choose: async (ctx, place) => {
      const rows = kinds.map((kind) =>
        exportFormats.map((format): Button => {
          const text = ctx.t(`export-kind-${kind}`, { format: format.toUpperCase() })
          return buttons.button.make(text, {
            directive: place.directive,
            unit: place.unit,
            tree: place.tree,
            kind,
            format,
          })
        }),
      )
      await ctx.say('export-which', {}, { buttons: rows })
    },
    make: async (ctx, { directive: scope, unit: unitId, tree, kind, format }) => {
      const { id: telegramChatId } = ctx.chat ?? { id: 0 }
      const wanted = { telegramChatId, language: ctx.language, kind, scope, unitId, tree, format }
      const outcome = await requestExport(ctx.tx, ctx.actor, wanted, ctx.at)
      if (outcome.ok) return await ctx.say('export-begun')
      const why = outcome.reason === 'on_the_way' ? 'export-on-the-way' : 'status-not-allowed'
      ctx.answerTap(why, {}, { alert: true })
    },
  })
}
